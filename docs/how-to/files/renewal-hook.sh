#!/bin/sh
# Gives a certificate that certbot has renewed to GraphEx, which takes it within a second and without a restart.
#
# Name it for the one certificate that GraphEx serves, not in renewal-hooks/deploy/, where every certificate runs it:
#   certbot certonly … -d build.example.org --deploy-hook '/usr/local/bin/renewal-hook.sh /var/lib/graphex/certs'

set -eu
umask 077

if [ $# -ne 1 ] || [ ! -d "$1" ]; then
    printf 'error: The directory that GraphEx serves from is missing.\nhint: Give one directory that exists.\n' >&2
    exit 2
fi
if [ -z "${RENEWED_LINEAGE:-}" ]; then
    printf 'error: RENEWED_LINEAGE is not set.\nhint: Let certbot run this, or set it to where fullchain.pem is.\n' >&2
    exit 2
fi
case $1 in
/*) directory=${1%/} ;;
*) directory=./${1%/} ;;
esac
certificate=${directory}/.cert.pem.$$
key=${directory}/.key.pem.$$

trap 'rm -f "${certificate}" "${key}"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# Whole files under other names first: GraphEx must never see half of one.
cat "${RENEWED_LINEAGE}/fullchain.pem" >"${certificate}"
cat "${RENEWED_LINEAGE}/privkey.pem" >"${key}"
chmod 644 "${certificate}"
# The user that owns the directory is the one that GraphEx runs as; only root may and need give files away.
user=$(id -u)
if [ "${user}" -eq 0 ]; then
    listing=$(ls -ldn "${directory}/")
    owner=$(printf '%s\n' "${listing}" | awk 'NR == 1 { print $3 ":" $4 }')
    chown "${owner}" "${certificate}" "${key}"
fi

# Between the two renames the files do not match; GraphEx then keeps what it has until they do.
trap '' HUP INT TERM
mv -f "${key}" "${directory}/key.pem"
mv -f "${certificate}" "${directory}/cert.pem"
