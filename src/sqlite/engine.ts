import type { Engine } from './database.js';
import { nodeEngine } from './node-engine.js';
import { wasmEngine } from './wasm-engine.js';

/** Loads SQLite: Node's own where this Node has it (22.13 and newer), else the WebAssembly build. */
export async function loadEngine(): Promise<Engine> {
  return nodeEngine() ?? (await wasmEngine());
}
