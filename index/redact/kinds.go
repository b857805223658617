package redact

// Kind is a kind of secrets: how one is recognised, by examples.
type Kind struct {
	Name  string
	About string
	// Examples are texts with a secret between ⟦ and ⟧, which must be masked.
	Examples []string
	// Neighbours are texts that look alike and must stay byte for byte.
	Neighbours []string
}

// Kinds lists the kinds of secrets that are masked. It is the specification of the
// package; a test holds every line of it.
func Kinds() []Kind {
	return []Kind{
		{"value of a name", "what stands behind a name that ends with a word for a secret, however it is written", []string{
			"password=⟦hunter2x⟧", "password = ⟦two words⟧", `{"api_key": "⟦hunter2 x⟧"}`, "db_password: ⟦'x y z1'⟧", "Mot de passe : ⟦Azerty123⟧", "mot de passe: « ⟦X y 2⟧ »",
			"motdepasse=⟦Tilleul⟧", "secret_key = ⟦1tsF9Cd3XwMgH3Xf046sczVP647INiRj⟧", "token_secret_key=⟦-Eq62pJwF4Bi53f3bbjXl0NfeZc⟧", "smtp_pass=⟦Courriel*1⟧", "bind_pw: ⟦Grenat!⟧",
			"setup.exe /password=⟦hunter2⟧ /S", "MSI a.msi PASSWORD=⟦Coquelicot⟧ has been installed", "url?a=b&token=⟦0c7d4d37-dab8-440a-be39-a614f10ee92a⟧&c=d",
			"password%3D⟦Topinambour⟧%26x%3D1", "<password>⟦s3rv3let⟧</password>", `<add key="SmtpPassword" value="⟦Courriel*1⟧" />`, "LICENSEKEY=⟦7H2KD-9QWPL⟧", "PGPASSWORD=⟦abc9⟧ psql",
		}, []string{
			"password = ", "password_min_length = 10", "token_lifetime=43200", "secret_key_file=/etc/x", `private_key=C:\private\x.pem`, "DB_PASSWORD=${DB_PASSWORD}", "password=%PASSWORD%",
			`{"username":"admin","password":null}`, "password=None", "Mot de passe : ********", "password: (hidden)", "password = getpass.getpass('Mot de passe : ')", "tests pass=3 fail=0",
			"uninstall key = {8A69D345-D564-463C-AFF1-A69D9E530F96}", "<Password></Password>", "Password: incorrect", "compass=north", "using password: YES",
		}},
		{"prose", "what a sentence says a password is", []string{
			"le mot de passe est ⟦Papillon88⟧", "mdp c'est ⟦Velo2Course⟧", "Your temporary password is: ⟦Kx9-fg!R⟧", "identifiants bob / ⟦Ecureuil!3⟧", "Clé WiFi : ⟦MairieInvite2023⟧",
		}, []string{
			"the password is wrong", "Le mot de passe est obligatoire.", "mot de passe oublié", "Enter passphrase for key '/root/.ssh/id_rsa':", "Bad user or password", "La clé USB n'est plus reconnue.",
			"Please enter the wapt server password (min. 10 characters)", "No private key in directory C:\\private could be decrypted with supplied password",
		}},
		{"command", "what an option or a place in the line of a command gives it", []string{
			"curl -u bob:⟦Kouign-Amann⟧ https://x", "sshpass -p ⟦hunter2⟧ ssh root@x", `net use Z: \\srv\share ⟦Hunter2⟧ /user:bob`, "net user bob ⟦Cerisier!1⟧ /add", "psexec \\\\pc -u a -p ⟦Kr0nenb⟧ cmd",
			"wapt-get register --wapt_password ⟦X9y⟧", "mysql -u root -p⟦hunter2⟧ glpi", "7z x a.7z -p⟦T0urneS0l⟧", "cmdkey /add:x /user:y /pass:⟦Violette7⟧", "schtasks /create /ru a /rp ⟦G3oMatique⟧",
			"openssl rsa -passin pass:⟦Basilic06⟧", "echo ⟦f1gue⟧ | sudo -S id", "ldapsearch -D cn=x -w ⟦LdapRead1⟧ -b dc=x", "smbclient //a/b -U bob%⟦S4mba⟧",
		}, []string{
			"ssh -p 22 root@x", "mkdir -p /tmp/x", "cp -p a b", "docker run -p 8080:80 nginx", "msbuild /p:Configuration=Release", "nmap -p 443 srv", `net use Z: \\srv\share /persistent:no`,
			"net user bob *", "mysql -u root -p glpi", "netstat -p tcp", "psql -p 5432", "wapt-get install tis-vlc",
		}},
		{"call", "the last string of a call that takes a password", []string{
			"smtp.login('scan@x.fr', '⟦Moules&Frites⟧')", "ConvertTo-SecureString '⟦Macon71!⟧' -AsPlainText -Force",
		}, []string{"login(user, password)", "$cred = Get-Credential -UserName VILLE\\adm", "def login(self, user, password=None):"}},
		{"header", "what a header of HTTP authorizes with", []string{
			"Authorization: Basic ⟦YWRtaW46UGl2ZXJ0MjAyMw==⟧", "authorization: Bearer ⟦abcdef0123456789⟧", "Proxy-Authorization: Basic ⟦cHJveHk6Q2Fzc2lz⟧", "Authorization: ⟦Xk29aZ81kq⟧",
		}, []string{"Authorization header is missing", `WWW-Authenticate: Basic realm="wapt"`, "Authorization: Bearer $TOKEN"}},
		{"cookie", "what a cookie says of a session", []string{
			"Cookie: session=⟦nVesu4rLT98fDqQLW1GJl⟧; lang=fr", "Set-Cookie: PHPSESSID=⟦g9QYUzCWIeZ5ePRR⟧; path=/; HttpOnly",
		}, []string{"Set-Cookie: lang=fr; Path=/; SameSite=Lax", "Cookie policy"}},
		{"url", "the password of an address, which may hold @ : / and #", []string{
			"https://admin:⟦hunter2⟧@srv/wapt", "ftp://scan:⟦sc@n@1⟧@10.8.1.20/x", "redis://:⟦Vitesse⟧@cache01:6379/0", "postgresql://wapt:⟦p%40ss⟧@10.0.0.5:5432/wapt",
		}, []string{"https://srv:443/wapt", "mailto:bob@example.org", "git@gitlab.lan:dsi/paquets.git", "https://srv:8088/list?mail=a@b.fr"}},
		{"token by its shape", "tokens that show what they are", []string{
			"MSI ⟦eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcdefgh12345⟧ has been installed", "⟦xoxb-284719203341-eA27hQBlbEpG⟧", "⟦ghp_62ACPcRjwsMz5Fjt7vrVq9SdtbPHdr56YAbY⟧", "⟦glpat-dmMYkGGItAo_ZpVAKdH2⟧",
		}, []string{"eyJ", "ghp_short", "commit 4b825dc642cb6eb9a060e54bf8d69288fbee4904"}},
		{"private key", "the lines of a private key, also cut off or escaped", []string{
			"-----BEGIN RSA PRIVATE KEY-----⟦\nMIIEpAIBAAKCAQEA\n⟧-----END RSA PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----⟦\nMIIEvQIBADANBgkq⟧",
		}, []string{"-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkq", "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkq\n-----END PUBLIC KEY-----", "C:\\private\\wapt-private.pem"}},
		{"hash of a password", "what systems keep in place of a password", []string{
			"wapt_password=⟦$2b$12$KAWlc0eziDu4n8i8BOaTeqEw6Qvw4eLubBxkxKRkYTIrhqJXGaxNW⟧", "Administrateur:500:⟦aad3b435b51404eeaad3b435b51404ee:38b908219f4e31b4909117bfdf930e8f⟧:::",
		}, []string{"sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "md5sum : d41d8cd98f00b204e9800998ecf8427e", "SHA1 Fingerprint=5F:3A:1B:22:90:CC"}},
		{"product key", "the five groups of a licence", []string{"slmgr.vbs /ipk ⟦VK7JG-8QWRT-3PLMN-6YHGB-2TFCD⟧"},
			[]string{"{90160000-008C-0000-1000-0000000FF1CE}", "uuid 4C4C4544-0034-5A10-8053-B7C04F4D3232", "Licence WAPT Enterprise : 450 postes"}},
		{"recovery key", "the eight groups of digits of BitLocker", []string{"⟦602118-337491-119834-704550-281666-490028-055847-613910⟧"}, []string{"602118-337491", "2024-03-18 07:52:03,701"}},
		{"kerberos key", "a key of a keytab, in hexadecimal", []string{"1 host/srv.lan@VILLE.LAN (aes256-cts-hmac-sha1-96) (0x⟦8961b70fef4c6d0b71c5f95aef33a90f18ac3a2fac5d4b2b1809d6cf7d326ea8⟧)"}, []string{"error (0x80070652)", "0x80070005"}},
		{"table", "columns of which one is named so", []string{"login;password\nbob;⟦Tilleul9⟧"}, []string{"login;name\nbob;Durand"}},
	}
}
