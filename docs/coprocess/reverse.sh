# gearctl work reverse --coprocess jsonl -- sh reverse.sh
. "$(dirname "$0")/gearctl-worker.sh"

reverse() {
  data=$(cat)
  [ -n "$data" ] || return 1
  progress 1 1
  printf %s "$data" | rev
}

gearctl_work reverse
