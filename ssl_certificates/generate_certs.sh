#!/bin/sh
# Makes cert.pem and key.pem by hand, with nothing but the openssl program and POSIX tools.
#
# The certificate is of the kind that GraphEx makes for itself: self-signed, X.509 v3, complete by RFC 5280. Only the
# organisation in its name differs, so that GraphEx takes it for the user's own and never renews or replaces it.

# Some shells take an empty "$@" for an unset variable: hence ${1+"$@"} below.
set -u
# Ranges such as [a-z] must mean ASCII, and the tools must speak the language that is parsed below.
LC_ALL=C
export LC_ALL
# With CDPATH set, `cd` may go elsewhere and prints where.
unset CDPATH
# Everything is created readable by its owner alone; cert.pem is opened up at the very end.
umask 077

work=
new_directory=

usage() {
    cat <<HELP
Usage: generate_certs.sh [-d DIR] [-n DAYS] [-t TYPE] [-f] [NAME ...]

Makes cert.pem and key.pem for GraphEx with the openssl program. Each NAME is a host name (also *.example.org) or an
IP address that browsers will use, in addition to localhost and to this machine's names and addresses.

  -d DIR   put the files into DIR, which is created if missing (default: the current directory)
  -n DAYS  days of life, one of them already past to suit slow clocks: 2 to 825 (default: 197)
  -t TYPE  type of the key: p256 (default), or rsa2048 for old clients
  -f       replace files that exist
  -h       show this help

Examples:
  generate_certs.sh
  generate_certs.sh -d certs build.example.org 192.0.2.7
  generate_certs.sh -f -n 30 -d certs '*.lab.example.org'

Exit codes: 0 the files were made, 1 they could not be made, 2 wrong usage.
HELP
}

stop() { # code message hint
    printf 'error: %s\nhint: %s\n' "$2" "$3" >&2
    exit "$1"
}

usage_error() { # message [hint]
    stop 2 "$1" "${2:-Run with -h to see what is accepted.}"
}

clean_up() {
    [ -z "${work}" ] || rm -rf "${work}"
    [ -n "${new_directory}" ] || return
    # Upwards over the empty directories that this run made, to the first of them.
    cd / && while rmdir "${directory}" 2>/dev/null; [ "${directory}" != "${new_directory}" ]; do
        directory=${directory%/*}
    done
}

shell_quoted() { # text: as it can be pasted into a shell
    case $1 in
    *[!A-Za-z0-9_./:@%+-]*) printf "'"; printf '%s\n' "$1" | sed "s/'/'\\\\''/g; \$s/\$/'/" ;;
    *) printf '%s\n' "$1" ;;
    esac
}

exists() { # path: also when it is a symbolic link to nowhere
    [ -e "$1" ] || [ -L "$1" ]
}

# Addresses of the network interfaces, one a line, from whichever tool is there. Link-local ones are no use in a URL.
interface_addresses() {
    { ip -o addr show 2>/dev/null | awk '$3 ~ /^inet6?$/ { sub(/\/.*/, "", $4); print $4 }' | grep .; } ||
        { ifconfig -a 2>/dev/null | sed -n 's/^[[:space:]]*inet6\{0,1\} \(addr:\)\{0,1\} *\([0-9A-Fa-f.:]*\).*/\2/p' |
            grep .; } || hostname -I 2>/dev/null | tr ' ' '\n'
}

# This machine's names and addresses, then the user's, as lines of origin and name for `accept_names`.
candidates() { # name...
    host=$(uname -n)
    short=${host%%.*}
    printf 'machine %s\n' localhost "${host}" "${short}" "${short}.local" 127.0.0.1 ::1
    interface_addresses | grep -vi -e '^127\.' -e '^169\.254\.' -e '^fe[89ab].:' | sed 's/^/machine /'
    for name; do
        printf 'given %s\n' "${name}"
    done
}

# What is a name and what is an address, in awk because a shell cannot cut text without starting programs.
name_functions='
function is_ipv4(text,    part, n, i) {
    n = split(text, part, ".")
    for (i = 1; i <= n; i++)
        if (part[i] !~ /^[0-9]+$/ || length(part[i]) > 3 || part[i] + 0 > 255 || part[i] ~ /^0./) return 0
    return n == 4
}
# Appends the groups of text, zeros in front removed, to group[]; returns how many, or -1.
function read_groups(text, from,    part, n, i) {
    if (text == "") return 0
    n = split(text, part, ":")
    for (i = 1; i <= n; i++) {
        if (part[i] !~ /^[0-9a-f]+$/ || length(part[i]) > 4) return -1
        sub(/^0+/, "", part[i])
        group[from + i] = part[i] == "" ? "0" : part[i]
    }
    return n
}
# Reads an IPv6 address into group[1..8].
function is_ipv6(text,    gap, before, after, i) {
    gap = index(text, "::")
    if (!gap) return text ~ /:/ && read_groups(text, 0) == 8
    before = read_groups(substr(text, 1, gap - 1), 0)
    after = read_groups(substr(text, gap + 2), 8)
    if (before < 0 || after < 0 || before + after > 7) return 0
    for (i = after; i >= 1; i--) group[8 - after + i] = group[8 + i]
    for (i = before + 1; i <= 8 - after; i++) group[i] = "0"
    return 1
}
# Writes group[] as RFC 5952 wants it: the longest run of zeros becomes ::.
function ipv6_text(    i, run, best, start, text) {
    for (i = 1; i <= 8; i++) {
        run = group[i] == "0" ? run + 1 : 0
        if (run > 1 && run > best) { best = run; start = i - run + 1 }
    }
    for (i = 1; i <= 8; i++) {
        if (best && i == start) { text = text "::"; i += best - 1 }
        else text = text (text == "" || text ~ /:$/ ? "" : ":") group[i]
    }
    return text
}
# The limits of RFC 1035, with the underscore of containers and Windows machines. A wildcard is the whole leftmost
# label with two more behind it (RFC 9525); a number at the end is a mistyped address.
function is_dns(text,    part, n, i) {
    if (length(text) > 253) return 0
    if (text ~ /^\*\./) {
        text = substr(text, 3)
        if (text !~ /\./) return 0
    }
    n = split(text, part, ".")
    for (i = 1; i <= n; i++)
        if (part[i] !~ /^[a-z0-9_-]+$/ || length(part[i]) > 63 || part[i] ~ /^-/ || part[i] ~ /-$/) return 0
    return n > 0 && part[n] !~ /^[0-9]+$/
}
'

# Turns candidates into lines of a subjectAltName section, without repetition, names first. An unfit name of the
# machine's is left out; the first unfit one of the user's is answered with `unfit NAME` alone.
accept_names() {
    awk "${name_functions}"'
    function add(kind, text) {
        if (!((kind, text) in seen)) list[kind] = list[kind] kind "." ++count[kind] " = " text "\n"
        seen[kind, text] = 1
    }
    {
        name = address = tolower($2)
        sub(/\.$/, "", name)
        sub(/^\[/, "", address); sub(/\]$/, "", address); sub(/%.*/, "", address)
        if (is_ipv4(address)) add("IP", address)
        else if (is_ipv6(address)) add("IP", ipv6_text())
        else if (is_dns(name)) add("DNS", name)
        else if ($1 == "given") { unfit = $2; exit }
    }
    END { if (unfit != "") print "unfit " unfit; else printf "%s%s", list["DNS"], list["IP"] }
    '
}

# Start and end of life as ASN.1 wants them, and the end for people. Counted day by day: only GNU date can add.
life() { # days
    date -u '+%Y %m %d %H:%M:%S' | awk -v life="$1" '
    function days_in_month() {
        if (month != 2) return 30 + (month + (month > 7)) % 2
        return 28 + (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0))
    }
    # RFC 5280 4.1.2.5: two digits for the year until 2049, four from 2050 on.
    function stamp(    time) {
        time = $4
        gsub(/:/, "", time)
        return (year < 2050 ? sprintf("%02d", year % 100) : year) sprintf("%02d%02d", month, day) time "Z"
    }
    {
        year = $1 + 0; month = $2 + 0; day = $3 - 1
        if (day < 1) {
            if (--month < 1) { month = 12; year-- }
            day = days_in_month()
        }
        start = stamp()
        while (life-- > 0)
            if (++day > days_in_month()) {
                day = 1
                if (++month > 12) { month = 1; year++ }
            }
        printf "%s %s %04d-%02d-%02d %s UTC\n", start, stamp(), year, month, day, $4
    }'
}

# The settings of `openssl ca` are those that OpenSSL 1.1.1, 3 and LibreSSL share; all paths are relative to the working
# directory, so no character of DIR can break them. The key identifier must come before the one that copies it.
write_configuration() { # subjectAltName lines
    cat <<CONFIGURATION
[ req ]
prompt = no
string_mask = utf8only
distinguished_name = subject

[ subject ]
organizationName = GraphEx generate_certs.sh
commonName = localhost

[ ca ]
default_ca = self

[ self ]
database = index
serial = serial
new_certs_dir = .
default_md = sha256
policy = policy
unique_subject = no
email_in_dn = no
copy_extensions = none
x509_extensions = server

[ policy ]
organizationName = supplied
commonName = supplied

[ server ]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = @names
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always

[ names ]
$1
CONFIGURATION
}

# 20 bytes with the top bit clear: 159 random bits, positive, as long as RFC 5280 allows.
write_serial() {
    random=$(openssl rand -hex 20) && rest=${random#?} && first=${random%"${rest}"} &&
        printf '%s%s\n' $((0x${first} % 8)) "${rest}" >serial
}

make_key() { # p256|rsa2048
    case $1 in
    rsa2048) openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key.pem ;;
    *) openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:named_curve -out key.pem ;;
    esac
}

is_written() { # file
    [ -s "$1" ] || { echo "$1 could not be written" && return 1; }
}

# Makes key.pem and cert.pem in the working directory and proves that they are whole and belong together: openssl does
# not report every failed write.
make_pair() { # names start end type
    : >index && write_configuration "$1" >configuration && write_serial && make_key "$4" && is_written key.pem &&
        openssl req -new -sha256 -config configuration -key key.pem -out request.pem && is_written request.pem &&
        openssl ca -batch -notext -selfsign -config configuration -keyfile key.pem -startdate "$2" -enddate "$3" \
            -in request.pem -out cert.pem && is_written cert.pem &&
        certificate_key=$(openssl x509 -in cert.pem -noout -pubkey) && key_key=$(openssl pkey -in key.pem -pubout) &&
        [ -n "${key_key}" ] && [ "${certificate_key}" = "${key_key}" ] && chmod 644 cert.pem
}

enter_directory() { # absolute path
    missing=$1
    while [ -n "${missing}" ] && ! exists "${missing}"; do
        new_directory=${missing}
        missing=${missing%/*}
    done
    reason=$(mkdir -p "$1" 2>&1) ||
        stop 1 "The directory $1 cannot be created (${reason##*: })." 'Choose another one with -d.'
    cd "$1" 2>/dev/null || stop 1 "The directory $1 cannot be entered." 'Choose another one with -d.'
}

refuse_existing_files() { # force
    for file in cert.pem key.pem; do
        [ ! -d "${file}" ] || stop 1 "${PWD}/${file} is a directory." 'Move it away, or choose another one with -d.'
        [ -n "$1" ] || ! exists "${file}" ||
            stop 1 "${PWD}/${file} exists already." 'Add -f to replace both files, or choose another directory with -d.'
    done
}

place() { # source target force
    # A hard link is never made over something that exists; where the file system has none, the check before must do.
    if [ -n "$3" ]; then mv -f "$1" "$2"; else ln "$1" "$2" || { ! exists "$2" && mv -f "$1" "$2"; }; fi
}

# The key first: a server that looks in between sees that the two do not match and keeps what it has.
place_pair() { # force
    # Both or none: a signal must not come between.
    trap '' HUP INT TERM
    ! exists key.pem || cp -pP key.pem "${work}/previous.pem" || return 1
    place "${work}/key.pem" key.pem "$1" || return 1
    place "${work}/cert.pem" cert.pem "$1" && return
    if exists "${work}/previous.pem"; then mv -f "${work}/previous.pem" key.pem; else rm -f key.pem; fi
    return 1
}

is_in_work_tree() { # absolute path
    place=$1
    while [ -n "${place}" ] && ! exists "${place}/.git"; do
        place=${place%/*}
    done
    exists "${place}/.git"
}

# Git must not offer the key to whoever adds all files: as GraphEx does, a rule is appended to the list beside it. A list
# that cannot be extended is no reason to stop.
keep_out_of_git() {
    is_in_work_tree "${PWD}" && [ ! -L .gitignore ] || return 0
    [ -f .gitignore ] || ! exists .gitignore || return 0
    rules=
    for rule in '# Private keys that GraphEx has written, and copies of them.' '/cert.pem*' '/key.pem*' '/.graphex-*'; do
        grep -qxF -e "${rule}" -e "${rule#/}" .gitignore 2>/dev/null || rules="${rules}${rule}
"
    done
    # Behind an empty line: the last one of the list may lack its end.
    [ ! -s .gitignore ] || [ -z "${rules}" ] || rules="
${rules}"
    [ -z "${rules}" ] || (umask 022 && printf '%s' "${rules}" >>.gitignore) 2>/dev/null || :
}

report() { # names end
    served=$(shell_quoted "${PWD}")
    fingerprint=$(openssl x509 -in cert.pem -noout -sha256 -fingerprint)
    names=$(printf '%s\n' "$1" | awk '{ printf "%s%s", (NR > 1 ? ", " : ""), $3 }')
    cat <<REPORT
certificate  ${PWD%/}/cert.pem
key          ${PWD%/}/key.pem, readable by you alone
names        ${names}
expires      $2
SHA-256      ${fingerprint#*=}

Serve with it:
  python3 -m graphex serve -s ${served}
GraphEx never renews it: run this again with -f before it expires.
REPORT
}

check_options() { # days type
    # Apple HT210176: macOS and iOS accept no more than 825 days, also from roots that their user added.
    case $1 in
    '' | *[!0-9]* | ????*) false ;;
    *) [ "$1" -ge 2 ] && [ "$1" -le 825 ] ;;
    esac || usage_error "'$1' is not a possible number of days." 'Give 2 to 825, for example -n 197.'
    case $2 in
    p256 | rsa2048) ;;
    *) usage_error "'$2' is not a type of key." 'Give -t p256 or -t rsa2048.' ;;
    esac
}

check_names() { # name...
    for name; do
        case ${name} in
        -*) usage_error "'${name}' stands after a name." 'Give options before the names.' ;;
        '' | *[!][A-Za-z0-9.:*%_-]*) unfit_name "${name}" ;;
        *) ;;
        esac
    done
}

unfit_name() { # name
    usage_error "'$1' is neither a host name nor an IP address." \
        "Give names such as build.example.org, '*.lab.example.org', 192.0.2.7 or 2001:db8::7."
}

read_options() {
    directory=${PWD} days=197 type=p256 force=
    while getopts :d:n:t:fh option; do
        case ${option} in
        d) directory=${OPTARG} ;;
        n) days=${OPTARG} ;;
        t) type=${OPTARG} ;;
        f) force=yes ;;
        h) usage && exit 0 ;;
        :) usage_error "-${OPTARG} needs a value." ;;
        *) usage_error "-${OPTARG} is not an option." ;;
        esac
    done
    check_options "${days}" "${type}"
    # An absolute path cannot begin with a dash.
    case ${directory} in
    '') usage_error '-d needs the name of a directory.' ;;
    /*) ;;
    *) directory=${PWD%/}/${directory} ;;
    esac
}

main() {
    read_options ${1+"$@"}
    shift $((OPTIND - 1))
    check_names ${1+"$@"}
    names=$(candidates ${1+"$@"} | accept_names)
    case ${names} in
    unfit\ *) unfit_name "${names#unfit }" ;;
    *) ;;
    esac
    command -v openssl >/dev/null ||
        stop 1 'The openssl program was not found.' 'Install it, or let GraphEx make the files: it needs no openssl.'
    trap clean_up EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
    enter_directory "${directory}"
    refuse_existing_files "${force}"
    dates=$(life "${days}")
    end=${dates#* }
    work=./.generate_certs.$(openssl rand -hex 8)
    reason=$(mkdir "${work}" 2>&1) ||
        stop 1 "${PWD} cannot be written to (${reason##*: })." 'Choose another directory with -d.'
    reason=$({ cd "${work}" && echo '*' >.gitignore && make_pair "${names}" "${dates%% *}" "${end%% *}" "${type}"; } 2>&1) ||
        stop 1 "The certificate could not be made: ${reason##*
}." "Check the free space in ${PWD} and that openssl works."
    keep_out_of_git
    reason=$(place_pair "${force}" 2>&1) ||
        stop 1 "The files could not be put in place: ${reason##*: }." "Check the owners of the files in ${PWD}."
    new_directory=
    report "${names}" "${end#* }"
}

main ${1+"$@"}
