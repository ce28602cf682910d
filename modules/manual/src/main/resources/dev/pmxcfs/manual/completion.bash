
# ---- what the commands' own model does not know: operations, and paths of the configuration

_pmxcfs_ipc_operations='@operations@'
# commands with such a path among their arguments
_pmxcfs_ipc_path_commands=(@path-commands@)
# options that are followed by a value
_pmxcfs_ipc_valued=' @valued-options@ '

# Sets $command to the command of the line so far, $place to the number of arguments that stand
# between it and the word to complete, and $source to the options that say whose paths are meant.
_pmxcfs_ipc_read_line() {
  local i word
  command= place=0 source=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [[ $word == -* ]]; then
      # bash makes three words of --db=FILE
      if [[ ${COMP_WORDS[i + 1]-} == '=' ]]; then
        [[ $word != --db && $word != --service ]] || source+=("$word=${COMP_WORDS[i + 2]-}")
        ((i += 2))
      elif [[ $_pmxcfs_ipc_valued == *" $word "* ]]; then
        [[ $word != --db && $word != --service ]] || source+=("$word=${COMP_WORDS[i + 1]-}")
        ((i += 1))
      fi
    elif [[ $command == call || " ${_pmxcfs_ipc_path_commands[*]} " == *" ${command// /_} "* ]]; then
      ((place += 1))
    else
      command+="${command:+ }$word"
    fi
  done
}

# The names in a directory of the configuration that continue a path.
_pmxcfs_ipc_complete_path() {
  local current=$1 directory='' name
  [[ $current != */* ]] || directory=${current%/*}/
  COMPREPLY=()
  while IFS= read -r name; do
    [[ $directory$name != "$current"* ]] || COMPREPLY+=("$directory$name")
  done < <("${COMP_WORDS[0]}" config ls "${source[@]}" -- "${directory:-/}" 2>/dev/null)
  compopt -o filenames +o default
  [[ ${COMPREPLY[0]-} != */ ]] || compopt -o nospace
}

_pmxcfs_ipc() {
  local command place source current=${COMP_WORDS[COMP_CWORD]}
  local previous=${COMP_WORDS[COMP_CWORD - 1]}
  _pmxcfs_ipc_read_line
  if [[ $current == -* || $current == '=' || $previous == '=' ||
    $_pmxcfs_ipc_valued == *" $previous "* ]]; then
    _complete_pmxcfs-ipc
  elif [[ $command == call ]] && ((place == 0)); then
    mapfile -t COMPREPLY < <(compgen -W "$_pmxcfs_ipc_operations" -- "${current^^}")
    compopt +o default
  elif [[ " ${_pmxcfs_ipc_path_commands[*]} " == *" ${command// /_} "* ]] && ((place == 0)); then
    _pmxcfs_ipc_complete_path "$current"
  else
    _complete_pmxcfs-ipc
  fi
}

complete -o default -F _pmxcfs_ipc pmxcfs-ipc
