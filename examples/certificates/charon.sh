# sh charon.sh NAME REMOTE LOCAL: the charon of the strongswan example, with the
# configuration, keys and certificates of the folder NAME.
cd "$1" && exec sh ../../strongswan/charon.sh "$@"
