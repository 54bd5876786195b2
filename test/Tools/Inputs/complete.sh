# Prints what bash would propose: complete.sh SCRIPT WORD... for the last word, which may be empty.
# For: completion.test.
source "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
"_${1//-/_}"
printf '%s\n' "${COMPREPLY[*]:-nothing}"
