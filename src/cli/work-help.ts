/** What the help of `gearctl work` says besides its flags. */
export const workHelp = {
  summary: 'Run a command for each job',
  description: [
    'The workload is the stdin of COMMAND, its stdout the result. Exit status 0 completes the job, 75 has it tried again',
    ' (-r), any other, a signal or the time-out fails it, and the end of stderr is sent along as a warning. COMMAND is run',
    ' as it is, by no shell, in a process group of its own. Its arguments may hold {} (the workload), {file}, {handle},',
    ' {unique}, {function}, {attempt}, {slot} and {.name} (a field of JSON); $GEARMAN_JOB_HANDLE and so on are in its',
    ' environment, and what it writes to descriptor 3 is heard: progress 3/10, warn TEXT, retry 30s.\n\n',
    'SIGTERM or ^C lets the running jobs end; a second one ends the commands and gives their jobs back to the server; a',
    ' third kills. HUP reads the file of --config again, TTIN and TTOU add and take away a slot, TSTP and CONT pause and go',
    ' on, USR2 tells what runs. A server that is lost is tried again for ever. Without COMMAND, jobs are printed on stdout.',
  ].join(''),
  examples: [
    { description: 'Count lines', command: '<%= config.bin %> <%= command.id %> wc -- wc -l' },
    {
      description: 'Four at a time, none longer than a minute, each tried three times',
      command: '<%= config.bin %> <%= command.id %> -j 4 -t 1m -r 2 resize -- ./resize.sh',
    },
    {
      description: 'A pipeline, with a field of the workload as $1',
      command: `<%= config.bin %> <%= command.id %> report --shell 'report --day "$1" | gzip' -- '{.day}'`,
    },
    {
      description: 'One long-lived process instead of one for each job',
      command: '<%= config.bin %> <%= command.id %> mail --coprocess jsonl -- python3 mail.py',
    },
    {
      description: 'Many functions, as a file describes them',
      command: '<%= config.bin %> <%= command.id %> --config /etc/gearctl/workers.yaml',
    },
    {
      description: 'Take three jobs out of a queue and look at them',
      command: '<%= config.bin %> <%= command.id %> -c 3 --jsonl resize',
    },
  ],
  usage: ['<%= command.id %> FUNCTION... [FLAGS] [-- COMMAND [ARG]...]', '<%= command.id %> --config FILE [FLAGS]'],
};
