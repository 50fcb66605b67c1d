# sh certificates.sh: makes an authority, the certificates of west and east
# where swanctl looks for them, and r1.p12, which R1 imports.
set -e
cd "$(dirname "$0")"
umask 077
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj "/O=Example/CN=Lab CA" -keyout "$work/ca.key" -out "$work/ca.pem" 2>/dev/null
issue() { # NAME ALTERNATIVE-NAME
	openssl req -newkey rsa:2048 -nodes -subj "/O=Example/CN=$1" -keyout "$work/$1.key" -out "$work/$1.csr" 2>/dev/null
	printf 'subjectAltName=%s\nkeyUsage=digitalSignature\n' "$2" >"$work/$1.ext"
	openssl x509 -req -in "$work/$1.csr" -CA "$work/ca.pem" -CAkey "$work/ca.key" -CAcreateserial -days 365 -extfile "$work/$1.ext" -out "$work/$1.pem" 2>/dev/null
}
issue R1 IP:192.0.2.1
issue west IP:192.0.2.2
issue east DNS:east.example.com
for name in west east; do
	mkdir -p $name/x509 $name/x509ca $name/rsa
	cp "$work/$name.pem" $name/x509/
	cp "$work/ca.pem" $name/x509ca/
	openssl rsa -traditional -in "$work/$name.key" -out $name/rsa/$name.pem 2>/dev/null
done
openssl pkcs12 -export -in "$work/R1.pem" -inkey "$work/R1.key" -certfile "$work/ca.pem" -passout pass:lab -out r1.p12
