package grammar

// CryptoPKICertificateMap opens an entry of a certificate map.
type CryptoPKICertificateMap struct {
	Name     Word   `parser:"'crypto' ( 'pki' | 'ca' ) 'certificate' 'map' @@" names:"certificate-map" help:"pki=Public Key components;ca=Certification authority;certificate=Actions on certificates;map=Define certificate attributes map;Name=Name of the Certificate Map"`
	Sequence Number `parser:"@@" range:"1-65535" help:"Sequence=Sequence to insert into existing certificate map entry"`
}

func (*CryptoPKICertificateMap) Submode() *Mode { return CertificateMap }

// CertificateMapCriterion is what a certificate must have to fit an entry.
type CertificateMapCriterion struct {
	Name     string `parser:"( @('alt-subject-name' | 'issuer-name' | 'name' | 'serial-number' | 'subject-name' | 'unstructured-subject-name')" help:"alt-subject-name=Alternate Subject Name;issuer-name=Issuer Name;name=Subject Name or Alternate Subject Name;serial-number=Serial Number;subject-name=Subject Name;unstructured-subject-name=Unstructured Subject Name"`
	Operator string `parser:"  (( @('co' | 'eq' | 'nc' | 'ne')" help:"co=contains;eq=equal;nc=does not contain;ne=not equal"`
	Value    Text   `parser:"     @@ ))?" help:"Value=Value of the field"`
	Date     string `parser:"| @('expires-on' | 'valid-start')" help:"expires-on=Certificate expiration date;valid-start=Certificate valid start date"`
	Compare  string `parser:"  (( @('eq' | 'ge' | 'lt' | 'ne')" help:"eq=equal;ge=greater than or equal;lt=less than;ne=not equal"`
	Time     Text   `parser:"     @@ ))? )" help:"Time=Date and time, such as Jan 1 2030 00:00:00"`
}
