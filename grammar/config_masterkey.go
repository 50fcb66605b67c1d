package grammar

// KeyConfigKey is the master key of type 6 secrets.
type KeyConfigKey struct {
	Key Text `parser:"'key' 'config-key' 'password-encrypt' (( @@ ))?" help:"key=Key management;config-key=Set a private configuration key;password-encrypt=Set the master key of type 6 secrets;Key=The master key, 8 or more characters"`
}

// PasswordEncryptionAES has new secrets be of type 6.
type PasswordEncryptionAES struct {
	AES bool `parser:"'password' 'encryption' @'aes'" help:"password=Configure encryption password (key);encryption=Configure encryption of passwords;aes=Encrypt with the master key, by AES"`
}
