# Does the jobs of `gearctl work --coprocess jsonl` by a function of POSIX sh: the data on its stdin, the result from its stdout.
#
# A job fails when the function does. $job_id is its number, $job_message all that gearctl says of it, as JSON.
# What is written to stdout outside the function goes to stderr, for stdout carries the messages.
exec 3>&1 1>&2

gearctl_say() {
  printf '%s\n' "$1" >&3
}

# progress DONE TOTAL
progress() {
  gearctl_say "{\"type\":\"progress\",\"id\":$job_id,\"done\":$1,\"total\":$2}"
}

# warn TEXT
warn() {
  gearctl_say "{\"type\":\"warning\",\"id\":$job_id,\"data\":\"$(printf %s "$1" | base64 | tr -d '\n')\"}"
}

# extend SECONDS
extend() {
  gearctl_say "{\"type\":\"extend\",\"id\":$job_id,\"seconds\":$1}"
}

# gearctl_work FUNCTION: does jobs until there are to be no more.
gearctl_work() {
  while IFS= read -r job_message; do
    case $job_message in
      '{"type":"hello",'*) gearctl_say '{"type":"ready","version":1,"encoding":"base64"}' ;;
      '{"type":"ping",'*) gearctl_say "{\"type\":\"pong\",${job_message#*,}" ;;
      '{"type":"job",'*)
        job_id=${job_message#*\"id\":}
        job_id=${job_id%%,*}
        # The data comes last, and Base64 has no quotes.
        job_data=${job_message##*\"data\":\"}
        # The result is Base64; an exclamation mark in it, which is not, says that the function has failed.
        job_result=$(printf %s "${job_data%\"\}}" | base64 -d | { { "$1" 4>&- || printf ! >&4; } | base64 | tr -d '\n'; } 4>&1)
        case $job_result in
          *!*) gearctl_say "{\"type\":\"fail\",\"id\":$job_id,\"message\":\"$1 failed\"}" ;;
          *) gearctl_say "{\"type\":\"complete\",\"id\":$job_id,\"data\":\"$job_result\"}" ;;
        esac
        ;;
    esac
  done
}
