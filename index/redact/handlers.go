package redact

// handlers are what words and phrases ask for besides the value of a name.
var handlers = []struct {
	names string
	do    handler
}{
	{"authorization, proxy authorization, x authorization, http authorization", authorization},
	{"cookie, set cookie, cookies", cookie},
	{"bearer", bearer},
	{"net use, net exe use", netUse},
	{"net user, net exe user", netUser},
	{"setcredentials", bitsadmin},
	{"htpasswd", argumentAt(3, "b")},
	{"rasdial, autologon", argumentAt(3, "")},
	{"setx", setx},
	{"psexec py, wmiexec py, smbexec py, atexec py, dcomexec py, secretsdump py, mssqlclient py, smbclient py, getuserspns py, secretsdump, wmiexec, smbexec", atHost},
	{"objectname", argumentAt(2, "")},
	{"rclone obscure, openssl passwd", argumentAt(1, "")},
	{"send, sendline", sent},
	{"password", sqlPassword},
	{"token, tokens, hook, hooks, webhook, webhooks, incomingwebhook, password, invite, magic, reset, jeton, invitation, activate, activation, secret", pathToken},
	{"private lines", privateLines},
	{"rsakeyvalue", rsaKey},
	{"identified by", quotedNext},
	{"tacacs server key, radius server key, isakmp key, ike key, ntp authentication key, key string, key chain key", keyNext},
	{"licence, license, serial, licences", licence},
	{"wpa passphrase", argumentAt(2, "")},
	{"samba tool user create, samba tool user add", sambaUser},
	{"passwd", passwdOf},
	{"echo", echo},
	{"sqlplus, expdp, impdp, exp, imp, rman target, sqlldr", sqlplus},
	{"convertto securestring", secureString},
	{"login, wnetaddconnection 2, wnetaddconnection2, wnetaddconnection2w, networkcredential, httpbasicauth, httpdigestauth, httpntlmauth, http basic auth, pscredential, ps credential, load key and certificates, load pkcs12, authenticate, simple bind s, simple bind, simplebind, basicauth, basic auth, setcredentials, usernamepasswordcredentials, logonuser, logon user, createprocesswithlogonw, mount share, netuseadd, set password, setpassword, run as, runas, connectserver, passwordauthentication, add password, auth", call},
	{"identifiants, identifiant, credentials, credential, creds, login, logins, compte, acces, account, connexion, user, utilisateur, username", pair},
	{"key", hexKey},
	{"serial, serialnumber", serialProperty},
	{"ntlm, lm, nthash", hexHash},
	{"rocommunity, rwcommunity, rocommunity 6, community", community},
	{"thin, oci", oracle},
}
