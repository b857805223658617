package redact

// kind is a kind of secret, by texts with secrets and by texts that look alike and
// hold none.
type kind struct {
	name       string
	examples   []line
	neighbours []string
}

// kinds are all kinds of secrets that are masked.
var kinds = []kind{
	{kindValue, []line{
		{"password=hunter2x", []string{"hunter2x"}},
		{"db_password = two words", []string{"two words"}},
		{`{"smtpPass": "k7\"x", "port": 25}`, []string{`k7\"x`}},
		{"<AdministratorPassword>\n  <Value>WinPE!2024</Value>", []string{"WinPE!2024"}},
		{`<add key="SmtpPassword" value="Courriel*1" />`, []string{"Courriel*1"}},
		{"secret_key = J4D6D66F7gmToXBg", []string{"J4D6D66F7gmToXBg"}},
		{"/hosts?token=0c7d4d37-dab8-440a-be39-a614f10ee92a&x=1", []string{"0c7d4d37-dab8-440a-be39-a614f10ee92a"}},
		{"next=%2Fx%3Fpassword%3DTopinambour%26x%3D1", []string{"Topinambour"}},
		{"localhost:5432:wapt:wapt:Pgp4ss", []string{"Pgp4ss"}},
		{"userPassword:: e1NTSEF9Zm9v", []string{"e1NTSEF9Zm9v"}},
		{"db_password: 'it''s4wapt'", []string{"it''s4wapt"}},
	}, []string{
		"token_lifetime = 43200", "password_min_length=12", "secret_key_file=/etc/x", "password=", "password=None", "password=%PASSWORD%", "DB_PASSWORD=${DB_PASSWORD}",
		"password = getpass.getpass('x')", "password=self.password", `private_key=C:\private\x.pem`, "bypass=4711x", "KeyError: 'password': Traceback", "LICENSEKEY=<clé de licence> X=1", "uninstall key: KeePassPasswordSafe2_is1", "PublicKeyToken=b77a5c561934e089", "zone=token:10m", "${DB_PASSWORD:?missing}", "EWaptEmptyPassword: Private key password is empty", "compass: north-7", "key: 'firefox_is1'", "<Password></Password>", `{"password":null}`,
		"personal_certificate_path=C:\\private\\x.crt", "verify_cert=1", "Password: incorrect", "Mot de passe : ********",
	}},
	{kindProse, []line{
		{"le mot de passe du compte svc est « Canard-Laqué ».", []string{"Canard-Laqué"}},
		{"le mdp c'est Velo2Course", []string{"Velo2Course"}},
		{"j'ai remis le mot de passe admin à Rentree2024 hier", []string{"Rentree2024"}},
		{"identifiants bob / Ecureuil!3", []string{"Ecureuil!3"}},
		{"J'ai mis Grenouille7 comme mot de passe", []string{"Grenouille7"}},
		{"the passphrase is correct horse battery staple", []string{"correct horse battery staple"}},
		{"machine nexus login ci password Nex-us!1", []string{"Nex-us!1"}},
		{"tapez Douarn€nez quand il demande le mot de passe", []string{"Douarn€nez"}},
		{"A password is required for private key x.pem (tried: 'univ1234')", []string{"univ1234"}},
		{"the old token (dc9d5f9a-8e7d-4cd9-bbf7-b6f15dfab99f) was pasted", []string{"dc9d5f9a-8e7d-4cd9-bbf7-b6f15dfab99f"}},
		{"Clé de licence de la direction 1118-1507-4461-0293", []string{"1118-1507-4461-0293"}},
		{"near \"S0leil24\": UPDATE params SET password='S0leil24'", []string{"S0leil24"}},
		{"utilisateur admin, passe Marronnier_9", []string{"Marronnier_9"}},
	}, []string{
		"le mot de passe est obligatoire", "password for user bob", "(using password: YES)", "the password is wrong", "mdp oublié ?", "Failed password for invalid user oracle from 203.0.113.9 port 51122 ssh2",
		"Le mot de passe est trop court, il faut 12 caractères", "user / group : bob / staff", "the token is invalid or has expired",
		"mot de passe refusé pour l'utilisateur bob2019 sur srv-ad1", "mot de passe Windows (compte verrouillé)", "invalid token for host 4C4C4544-0039-3510-8033-B2C04F303232", "saisir <mot de passe> à l'invite",
	}},
	{kindTable, []line{
		{"| Login | Mot de passe |\n|---|---|\n| bob | Pommier!3 |", []string{"Pommier!3"}},
		{"login\tpassword\neleve01\tchamois", []string{"chamois"}},
	}, []string{"| Login | Service |\n| bob | Paie |", "login, password and token are required\nsee below, please, now"}},
	{kindCommand, []line{
		{`net use Z: \\srv\x Hunter2 /user:bob`, []string{"Hunter2"}},
		{"net user bob Cerisier!1 /add", []string{"Cerisier!1"}},
		{"curl -k -u bob:Fougere https://x", []string{"Fougere"}},
		{"mysql -u glpi -pGlpiDb77 glpidb", []string{"GlpiDb77"}},
		{"['psexec.exe', '-u', 'a', '-p', 'Kr0n$', 'cmd']", []string{"Kr0n$"}},
		{"echo Manchot | sudo -S ls", []string{"Manchot"}},
		{"wapt-get --wapt-server-passwd Datte33 x", []string{"Datte33"}},
		{`reg add HKLM\x /v Password /t REG_SZ /d 8bbdc981 /f`, []string{"8bbdc981"}},
		{"cmdkey /add:srv /user:bob /pass:Violette;7", []string{"Violette;7"}},
		{"tool /u:bob /p:Girofle3", []string{"Girofle3"}},
		{"sshpass -p 'a b' ssh root@h", []string{"a b"}},
	}, []string{
		"ssh -p 22 root@h", "mkdir -p /tmp/x", "cp -p a b", "docker run -p 80:80 x", "psql -p 5432", "mysql -u root -p glpidb", "msbuild /p:Configuration=Release", "nmap -p 443 h",
		`net use Z: \\srv\x /persistent:no`, "net user bob *", `curl -u "$USER:$PASS" https://x`, "curl -u bob https://x", "echo bonjour | grep b", "  -p, --password PASSWORD   password of the account",
	}},
	{kindCall, []line{
		{"server.login('scan@cdg59.fr', 'Moules&Frites')", []string{"Moules&Frites"}},
		{"[System.Net.NetworkCredential]::new('bob','L1ttoral')", []string{"L1ttoral"}},
		{"{'auth': ['admin', 'pompier18']}", []string{"pompier18"}},
		{"pkcs12.load_key_and_certificates(data, b'Raclette74')", []string{"Raclette74"}},
	}, []string{"def login(self, user, password=None):", "login(user, password)", "login('bob')"}},
	{kindHeader, []line{
		{"Authorization: Basic YWRtaW46UGl2", []string{"YWRtaW46UGl2"}},
		{"Proxy-Authorization: Negotiate YIIGBestzty", []string{"YIIGBestzty"}},
		{`{"Authorization": "user_token BR72HGeI"}`, []string{"BR72HGeI"}},
		{"Wrong header 'Basic YWRtaW46UmVudHLDqWUyMDI0'", []string{"YWRtaW46UmVudHLDqWUyMDI0"}},
	}, []string{"Authorization: Bearer xxxxxxxx (masqué)", "Basic authentication", "Authorization header is missing", `WWW-Authenticate: Basic realm="wapt"`, `curl -H "Authorization: Bearer $TOKEN"`, "Access-Control-Allow-Headers: Authorization, X-Api-Key"}},
	{kindCookie, []line{
		{"Cookie: session=nVesu4rLT98f; lang=fr", []string{"nVesu4rLT98f"}},
		{"Set-Cookie: PHPSESSID=g9QYUzCWIe; path=/; HttpOnly", []string{"g9QYUzCWIe"}},
	}, []string{"Set-Cookie: lang=fr; Path=/; SameSite=Lax", "Cookies are disabled"}},
	{kindURL, []line{
		{"https://u:hunter2@h/", []string{"hunter2"}},
		{"ftp://bob:sc@n@1@10.8.1.20/x", []string{"sc@n@1"}},
		{"https://glpi:p#ss/w:rd@glpi.lan/x", []string{"p#ss/w:rd"}},
		{"redis://:Vitesse@cache01:6379/0", []string{"Vitesse"}},
		{"https://x7JkQp0vTz:x-oauth-basic@git.x.fr/wapt", []string{"x7JkQp0vTz"}},
	}, []string{"https://srv:8088/list?section=base", "https://srv:443/mail/bob@x.fr", "https://bob@srv/", "git@gitlab.lan:dsi/x.git", "https://u:***@h/"}},
	{kindToken, []line{
		{"got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZG1pbiJ9.pdWu50W5Yr", []string{"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZG1pbiJ9.pdWu50W5Yr"}},
		{"b'IjRDNEM0NTQ0LTAwNEIi.ZnQ1Xw.p3wU0RrN1vYk8sG6-JmQ2zHcTqE'", []string{"IjRDNEM0NTQ0LTAwNEIi.ZnQ1Xw.p3wU0RrN1vYk8sG6-JmQ2zHcTqE"}},
		{"/waptagent.exe?t=fa271214-ace0-4e3c-a777-25c6b0bf438d", []string{"fa271214-ace0-4e3c-a777-25c6b0bf438d"}},
		{"ghp_" + "62ACPcRjwsMz5Fjt7vrVq9SdtbPHdr56YAbY", []string{"62ACPcRjwsMz5Fjt7vrVq9SdtbPHdr56YAbY"}},
		{"https://hooks.slack.com/services/T02AB34CD/B05EF67GH/" + "82RpDrpkhucuqhBP", []string{"82RpDrpkhucuqhBP"}},
		{"/hooks/xk9tq8w7e6r5t4y3u2i1o0pasd", []string{"xk9tq8w7e6r5t4y3u2i1o0pasd"}},
	}, []string{"{23170F69-40C1-2702-2301-000001000000}", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "ghp_x", "X-Request-Id: 6f1c2a90-5d3b-4a77-b1e4-0c9d8e7f6a52"}},
	{kindPrivate, []line{
		{"-----BEGIN RSA PRIVATE KEY-----\nMIIEvQIBADAN\n-----END RSA PRIVATE KEY-----", []string{"MIIEvQIBADAN"}},
		{`{"k": "-----BEGIN PRIVATE KEY-----\nMIIEpAIBAAKC`, []string{"MIIEpAIBAAKC"}},
	}, []string{"-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+g", "-----BEGIN PUBLIC KEY-----\nMIIBIjANBg\n-----END PUBLIC KEY-----", "-----BEGIN PRIVATE KEY-----"}},
	{kindHash, []line{
		{"admin:$apr1$s0XU0zln$fqmSmXg04C5BiPTjoEG2Sp", []string{"$apr1$s0XU0zln$fqmSmXg04C5BiPTjoEG2Sp"}},
		{"waptuser:{SHA}VlU9MRM065tztY1Eeyh3qYWKfsb=", []string{"VlU9MRM065tztY1Eeyh3qYWKfsb="}},
		{"bob:500:aad3b435b51404eeaad3b435b51404ee:38b908219f4e31b4909117bfdf930e8f:::", []string{"38b908219f4e31b4909117bfdf930e8f"}},
		{"* NTLM     : 2995c05fbc72b94d34552de87f5f1849", []string{"2995c05fbc72b94d34552de87f5f1849"}},
	}, []string{"md5sum : d41d8cd98f00b204e9800998ecf8427e", "costs $10 and $20", "Proxy-Authenticate: NTLM"}},
	{kindKerberos, []line{
		{"1  host/srv@X (aes256-cts-hmac-sha1-96) (0x8961b70fef4c6d0b71c5f95aef33a90f)", []string{"8961b70fef4c6d0b71c5f95aef33a90f"}},
		{"Key for HTTP/srv@X (hex): 13c0816c19227ad704744df058c355f3", []string{"13c0816c19227ad704744df058c355f3"}},
	}, []string{"Error (0x80070005)", "Key (uuid)=(4C4C4544-0034) already exists."}},
	{kindRecovery, []line{
		{"415712-098340-276133-550121-618294-037400-219670-485529", []string{"415712-098340"}},
	}, []string{"2024-01-31", "ID : {5B1A7F60-2C44-4D8E-9E0A-7711C3D2E4F5}", "415712-098340"}},
	{kindProduct, []line{
		{"slmgr.vbs says VK7JG-8QWRT-3PLMN-6YHGB-2TFCD", []string{"VK7JG-8QWRT-3PLMN-6YHGB-2TFCD"}},
		{"setup SERIAL=563-48219077", []string{"563-48219077"}},
		{"licence « SGE-7741-0092-KLMP » déjà utilisée", []string{"SGE-7741-0092-KLMP"}},
	}, []string{"Clé de produit partielle : 3V66T", "serial 4871203391", "Licence WAPT Enterprise : 450 postes", "ABCDE-FGHIJ"}},
}
