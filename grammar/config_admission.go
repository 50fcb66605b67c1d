package grammar

// CryptoISAKMPFragmentation announces Cisco's IKE fragmentation.
type CryptoISAKMPFragmentation struct {
	Set bool `parser:"'crypto' 'isakmp' @'fragmentation'" help:"fragmentation=IKE Fragmentation enabled if required"`
}

// CryptoCallAdmissionSA limits the ISAKMP SAs that are established at a time.
type CryptoCallAdmissionSA struct {
	Count Number `parser:"'crypto' 'call' 'admission' 'limit' 'ike' 'sa' (( @@ ))?" range:"0-99999" help:"call=Configure Crypto Call Admission Control;admission=Configure Crypto Call Admission Control;limit=Configure Crypto Call Admission Control limits;ike=Configure Crypto Call Admission Control active IKE SA limits;sa=Configure maximum number of active IKE SAs;Count=Maximum number of active IKE SAs"`
}

// CryptoCallAdmissionNegotiating limits the ISAKMP SAs that are under
// negotiation at a time.
type CryptoCallAdmissionNegotiating struct {
	Count Number `parser:"'crypto' 'call' 'admission' 'limit' 'ike' 'in-negotiation-sa' (( @@ ))?" range:"10-99999" help:"in-negotiation-sa=Configure maximum number of in-negotiation IKE SAs;Count=Maximum number of in-negotiation IKE SAs"`
}

// ShowCryptoCallAdmission shows what call admission control let pass.
type ShowCryptoCallAdmission struct {
	Set bool `parser:"'show' 'crypto' 'call' 'admission' @'statistics'" help:"call=Show crypto call admission info;admission=Show crypto call admission info;statistics=Show Crypto Call Admission Control statistics"`
}
