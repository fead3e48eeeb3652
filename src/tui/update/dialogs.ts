import { grouped } from '../grouped.js';
import type { ActionKind, Dialog } from '../model/interface.js';
import type { FunctionModel, Model } from '../model/types.js';
import { selectedKey } from '../selectors/cursor.js';
import { choice, chosen, flashed } from './change.js';
import type { Action, Step } from './message.js';
import { typed } from './typing.js';

/** Opens the dialog of an action on the function that the cursor is on, if actions are allowed. */
export function asked(model: Model, action: ActionKind): Step {
  if (!model.setup.allowActions) return [flashed(model, 'actions are off: start with --allow-actions', 'error'), []];
  const { detail, screen } = model.interface;
  const name = detail?.functionName ?? (screen === 'functions' ? selectedKey(model) : undefined);
  const each = name === undefined ? undefined : model.data.functions.get(name);
  if (each === undefined) return [flashed(model, 'choose a function first', 'error'), []];
  const isJobChosen = action === 'cancel' && detail?.pane === 'jobs';
  const dialog: Dialog = {
    action,
    functionName: each.name,
    functionLabel: each.label,
    ...wordsOf(action, each),
    text: isJobChosen ? (selectedKey(model) ?? '') : '',
    error: undefined,
    isUnderWay: false,
  };
  return choice(model, { overlay: { kind: 'dialog', dialog } });
}

/** Takes a key in a dialog: what is typed, enter to do it, escape to leave it. */
export function answered(model: Model, dialog: Dialog, key: string): Step {
  if (key === 'escape') return choice(model, { overlay: undefined });
  if (dialog.isUnderWay) return [model, []];
  if (key !== 'enter') {
    const text = typed(dialog.text, key);
    return text === undefined ? [model, []] : [withDialog(model, { ...dialog, text, error: undefined }), []];
  }
  const action = actionOf(model, dialog);
  if (typeof action === 'string') return [withDialog(model, { ...dialog, error: action }), []];
  return [withDialog(model, { ...dialog, isUnderWay: true }), [{ type: 'act', action }]];
}

/** Ends the dialog of an action that is over; one that went wrong stays, and says why. */
export function concluded(model: Model, text: string, isDone: boolean): Model {
  const { overlay } = model.interface;
  const isAnswer = overlay?.kind === 'dialog' && overlay.dialog.isUnderWay;
  if (isAnswer && !isDone) return withDialog(model, { ...overlay.dialog, isUnderWay: false, error: text });
  const closed = isAnswer ? chosen(model, { overlay: undefined, limits: limitsAfter(model, overlay.dialog) }) : model;
  return flashed(closed, text, isDone ? 'info' : 'error');
}

function limitsAfter({ interface: { limits } }: Model, { action, functionName, text }: Dialog): typeof limits {
  return action === 'max-queue' ? new Map([...limits, [functionName, limitIn(text)]]) : limits;
}

function limitIn(text: string): number | null {
  return Number(text) === 0 ? null : Number(text);
}

function withDialog(model: Model, dialog: Dialog): Model {
  return chosen(model, { overlay: { kind: 'dialog', dialog } });
}

function wordsOf(action: ActionKind, { waiting, workers }: FunctionModel): Pick<Dialog, 'prompt' | 'warning'> {
  switch (action) {
    case 'drop': {
      const jobs = waiting > 0 ? `${grouped(waiting)} jobs that wait for it are lost from sight. ` : '';
      const refusal =
        workers > 0 ? `It has ${workers} workers, so servers will refuse.` : 'A worker makes it known again.';
      return { prompt: 'type its name to drop it', warning: jobs + refusal };
    }
    case 'max-queue':
      return {
        prompt: 'most jobs, 0 for no limit',
        warning: 'More jobs are refused. The server forgets the limit when it restarts.',
      };
    case 'cancel':
      return {
        prompt: 'the handle of the job',
        warning: 'A job that waits will not run; one that runs is not stopped. Its clients are told that it failed.',
      };
    case 'submit':
      return { prompt: 'the workload', warning: 'A background job of normal priority: a worker will really run it.' };
  }
}

/** Gives the action, or why what was typed will not do. */
function actionOf(model: Model, { action: kind, functionName, functionLabel, text }: Dialog): Action | string {
  const { focus, jobs } = model.interface;
  const all = [...(model.data.functions.get(functionName)?.byServer.keys() ?? [])];
  const servers = focus === undefined ? all : [focus];
  switch (kind) {
    case 'drop':
      return text === functionLabel ? { kind, functionName, servers } : 'that is not its name';
    case 'max-queue':
      if (!/^\d{1,9}$/.test(text)) return 'a whole number is needed';
      return { kind, functionName, servers, limit: limitIn(text) };
    case 'cancel': {
      if (!/^\S{1,64}$/.test(text)) return 'a handle is needed, such as H:host:12';
      const isListed = jobs?.jobs.some(({ name }) => name === text) === true;
      return { kind, handle: text, servers: isListed ? [jobs.server] : servers };
    }
    case 'submit':
      return { kind, functionName, servers, workload: text };
  }
}
