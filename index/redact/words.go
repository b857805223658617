package redact

import (
	"strings"

	"waptkb/content/fold"
)

// word is what is known of a word, folded.
type word struct {
	text    string
	name    strength  // what it names when it ends a name
	phrases []phrase  // what ends with it
	suffix  bool      // may follow a secret's name: password_prod
	state   bool      // speaks about a password: incorrect, expired
	empty   bool      // stands for no value: null, false
	filler  bool      // joins words: of, the, pour
	copula  bool      // comes before a value: is, est
	login   bool      // names who logs in
	handles []handler // what is to be done behind it
	command *command  // which options take a secret
	reader  bool      // is a command that reads a password from its input
	plain   bool      // a command without secrets, whose options mean something else
}

// phrase is a sequence of words that means something at its last one.
type phrase struct {
	before  []string // the words before the last
	name    strength
	handle  handler
	command *command
	plain   bool
}

// handler looks for secrets behind a word that begins at begin and ends at end.
type handler func(f *finder, begin, end int)

// strength tells how much a name says that its value is secret.
type strength uint8

const (
	noName strength = iota
	// noSecret names are longer than one that names a secret, and name none.
	noSecret
	// weak names also name what is no secret: their value must look made by chance.
	weak
	// digitCode names have values of digits.
	digitCode
	// plainKey names have secret values behind a separator.
	plainKey
	// strong names are those of passwords: also in prose, and before a mere space.
	strong
	// sentence names are strong, and their values may be many words.
	sentence
)

// vocabulary holds all words by their text. lengths tells quickly that a word is not
// in it: which lengths there are by first and last letter.
var (
	vocabulary = map[string]*word{}
	lengths    [32 * 32]uint64
)

// ofEnds is where lengths keeps the words with these first and last bytes, in any case.
func ofEnds(first, last byte) int { return int(first&31)<<5 | int(last&31) }

// mayKnow tells whether a word of n bytes with these first and last bytes may be known.
func mayKnow(first, last byte, n int) bool {
	return n <= maxWord && lengths[ofEnds(first, last)]&(1<<n) != 0
}

// maxWord is the longest word that is looked up.
const maxWord = 40

func wordOf(text string) *word {
	w := vocabulary[text]
	if w == nil {
		w = &word{text: text}
		vocabulary[text] = w
		lengths[ofEnds(text[0], text[len(text)-1])] |= 1 << len(text)
	}
	return w
}

// each calls do with the words and phrases of a list: a comma between two, the word
// that is last apart.
func each(list string, do func(w *word, before []string)) {
	for _, entry := range strings.Split(list, ",") {
		words := strings.Fields(fold.String(entry))
		if len(words) == 0 {
			continue
		}
		last := len(words) - 1
		for _, w := range words {
			wordOf(w)
		}
		do(wordOf(words[last]), words[:last])
	}
}

func init() {
	for _, n := range names {
		each(n.list, func(w *word, before []string) {
			if len(before) == 0 {
				w.name = n.strength
				return
			}
			w.phrases = append(w.phrases, phrase{before: before, name: n.strength})
			if before[0] == "cle" {
				for _, cle := range otherCles {
					wordOf(cle)
					w.phrases = append(w.phrases, phrase{before: append([]string{cle}, before[1:]...), name: n.strength})
				}
			}
		})
	}
	for _, c := range commands {
		cmd := newCommand(c.options)
		each(c.names, func(w *word, before []string) {
			if len(before) == 0 {
				w.command, w.plain = cmd, cmd == nil
			} else {
				w.phrases = append(w.phrases, phrase{before: before, command: cmd, plain: cmd == nil})
			}
		})
	}
	for _, h := range handlers {
		each(h.names, func(w *word, before []string) {
			if len(before) == 0 {
				w.handles = append(w.handles, h.do)
			} else {
				w.phrases = append(w.phrases, phrase{before: before, handle: h.do})
			}
		})
	}
	for _, l := range []struct {
		list string
		mark func(w *word)
	}{
		{suffixes, func(w *word) { w.suffix = true }},
		{states, func(w *word) { w.state = true }},
		{empties, func(w *word) { w.empty = true }},
		{fillers, func(w *word) { w.filler = true }},
		{copulas, func(w *word) { w.copula = true }},
		{logins, func(w *word) { w.login = true }},
		{readers, func(w *word) { w.reader = true }},
	} {
		each(l.list, func(w *word, before []string) { l.mark(w) })
	}
}

// look finds a word by its folded text.
func look(text []byte) *word {
	if n := len(text); n == 0 || n > maxWord || !mayKnow(text[0], text[n-1], n) {
		return nil
	}
	return vocabulary[string(text)]
}

// lookWord finds a word as it is written.
func lookWord(text string) *word {
	if len(text) > maxWord {
		return nil
	}
	var buf [maxWord * fold.MaxGrowth]byte
	return look(foldWord(buf[:0], text))
}

// names are the words and phrases that name a secret.
var names = []struct {
	strength strength
	list     string
}{
	{strong, `password, passwords, passwd, passwort, pwd, pswd, psw, passcode, mdp, mdps, motdepasse, mot de passe, mots de passe, mot passe,
		pass word, pass, pw, contraseña, kennwort, senha, storepass, keypass, srcstorepass, deststorepass, dbpass, smtppass, userpass, adminpass,
		rootpass, mailpass, sshpass, pgpass, bindpass, loginpass, sqlpass, wifipass, ftppass, ldappass, bindpw, rootpw, userpw, adminpw, dbpw,
		keypw, sapw, authtok, requirepass, masterauth, passwordd, passwordo, rp, sapwd,
		code d acces, code acces, code secret, code wifi, code wi fi, code pin, code confidentiel, code d activation, code d authentification,
		code de recuperation, code de deverrouillage, code de secours, code unique, code du coffre, code alarme, code de l alarme, digicode, code du portail, code portail, code de la porte, code d entree, access code, pin code, passkey, wifi key, wi fi key, wlan key, wpa key, wep key, wireless key, cle wifi, cle wi fi, cle du wifi, cle wpa, cle wep, son passe, mon passe, ton passe, votre passe, unlockcode, unlock code, uninstallcode, uninstall code, removal code, code de desinstallation, passe du wifi, passe wifi, passe admin, passe root, code de deblocage, code deblocage`},
	{sentence, `passphrase, pass phrase, phrase secrete, phrase de passe, phrase de recuperation, seed phrase, recovery phrase, mnemonic,
		cle secrete, totp secret`},
	{plainKey, `secret, token, jeton, jeton d acces, authcode, accesscode, activationcode, licensecode, apikey, accesskey, secretkey, licensekey, licencekey, productkey, pidkey, activationkey,
		accountkey, sharedkey, authkey, encryptionkey, masterkey, sharedaccesskey, psk, presharedkey, keymaterial, cdkey, pskvalue, tlspskvalue, tlspsk, wifikey, wpakey, wepkey, sitekey,
		api key, access key, secret key, shared key, account key, license key, licence key, product key, encryption key, session key, recovery key,
		activation key, network key, security key, pre shared key, preshared key, client key, app key, application key, master key, private key,
		storage key, subscription key, auth key, deploy key, registration key, enrollment key, enrolment key, setup key, master key, signing key, sign key, hmac key,
		installation key, pragma key, consumer key, user key, service key, vault key, unseal key, join key, agent key, site key, db key, sas key, function key, functions key, write key, cd key, serial key,
		key content, contenu de la cle, cle reseau, cle de securite, cle privee, cle de licence, cle licence, cle de produit, cle produit,
		cle d activation, cle activation, cle de recuperation, cle partagee, cle pre partagee, cle prepartagee, cle api, cle d api, cle de l api, cle d acces, cle de chiffrement, cle de session, cle du produit,
		cle maitre, cle otp, cle totp, cle 2fa, cle mfa, cle d enregistrement, numero de licence, license code, licence code, license number, licence number,
		authorization code, auth code, activation code, code activation, key material, secret id, secret value, recovery code, verification code, backup code, one time code,
		code de verification, code otp, code 2fa, code mfa, code a usage unique, code totp, identifiant secret, connection key, cpassword, auth token, nt hash, lm hash, private mac, nthash, hash ntlm, ntlm hash, hash nt, hash lm`},
	{noSecret, `uninstall key, uninstallation key, registry key, public key, public key token, cache key, primary key, foreign key, error code, exit code, return code, status code, code erreur, code d erreur, code retour, code de retour, code postal, qr code, host key, unique key, duplicate key, cle de desinstallation, cle de registre, cle publique, cle primaire`},
	{digitCode, `pin, otp, totp, 2fa, mfa`},
	{weak, `session, sessionid, session id, phpsessid, jsessionid, sid, sig, auth, nonce token, ticket, ntlm, ntlmv2, lm, cle, clef, cles, clefs, unlock, invitation, samlresponse, credential, credentials, authorization, code, community, bearer, api, key, x amz signature, x goog signature, amz signature, backup key`},
}

// otherCles are how clé is also spelt, and what is left of it where its é was escaped.
var otherCles = []string{"clef", "cles", "clefs", "xe9", "xa9", "u00e9"}

// suffixes may follow the secret word of a name: password_prod, tokenNew, mdp-admin.
const suffixes = `prod, production, preprod, dev, test, tests, staging, qa, uat, old, new, ancien, nouveau, actuel, current, default, hash, hashed, value, val, valeur, b64, base, clear, clair, plain, text,
	txt, string, str, enc, encrypted, crypt, bcrypt, confirm, confirmation, again, repeat, bis, admin, root, wifi, db, sql, ldap, smtp, api, git, gitlab, github, vpn, wapt, glpi, ad, user, usr, local,
	master, main, backup, temp, tmp, ro, rw, read, write, primary, secondary, primaire, server, serveur, client, in, out, a, b, x, v, id, sa, postgres, mysql, agent, proxy, mail, sha, md, ssha`

// states are words that speak about a password, and are none.
const states = `incorrect, incorrecte, incorrects, incorrectes, invalid, invalide, invalides, wrong, bad, good, expired, expire, expiree, expires, expirant, expiration, required, requis, requise, missing, manquant, manquante, mandatory, obligatoire,
	obligatoires, optional, optionnel, optionnelle, facultatif, facultative, empty, vide, blank, set, unset, changed, change, changes, changing, changer, changee, unchanged, inchange, reset, reinitialise, reinitialisee, reinitialiser, reinitialisation, updated, mis, mise,
	modifie, modifiee, modifier, modified, modifiable, modification, enregistre, enregistree, saved, stored, stocke, stockee, forgotten, forgot, oublie, oubliee, lost, perdu, perdue, trop, too, faible, weak, fort, forte, strong, short, court, courte, long, longue,
	protected, protege, protegee, protection, accepted, accepte, acceptee, rejected, rejete, rejetee, refuse, refusee, refused, denied, failed, failure, fail, fails, failing, echec, echoue, authentication, authentification, ok, ko, valid, valide, validated, correct, correcte, corrects,
	needed, necessaire, necessary, supplied, provided, fourni, fournie, given, donne, donnee, entered, saisi, saisie, saisir, specified, specifie, specifiee, defined, defini, definie, undefined, unknown, inconnu, inconnue, found, trouve, trouvee, introuvable, absent, absente, present, presente,
	must, should, shall, may, can, cannot, could, would, will, has, have, had, been, being, does, do, did, doit, doivent, devez, peut, peuvent, pourra, faut, fallait, contient, contains, contain, contenir, matches, match, mismatch, matching, correspond, correspondre, not, non, pas, ne, never, jamais, only,
	no, aucun, aucune, none, denied, locked, verrouille, verrouillee, bloque, bloquee, blocked, disabled, desactive, desactivee, enabled, active, activee, activated, hidden, masque, masquee, masked, redacted, filtered, removed, supprime, supprimee, deleted, confidential, confidentiel, confidentielle,
	ask, asked, demande, demandee, demander, prompt, prompted, prompts, enter, entrer, entrez, type, tapez, type, choose, choisir, choisissez, voir, see, cf, refer, contact, contacter, contactez, please, veuillez, merci, try, again, retry, reessayer, reessayez, sorry, error, erreur, warning, attention,
	policy, politique, strategie, policies, rule, rules, regle, regles, manager, gestionnaire, length, longueur, complexity, complexite, age, history, historique, generator, field, champ, prompt, dialog, box, file, fichier, hint, indice, check, verification, validation, required, requires, require,
	using, used, utilise, utilisee, use, works, work, fonctionne, marche, passe, leaked, compromised, compromis, compromise, identical, identique, different, differente, same, meme, similar, equal, egal, simple, complex, complexe, secure, securise, sure, sur, unique, temporary, temporaire, provisoire, personnel, personnelle, personal, permanent, permanente,
	incompatible, unsupported, supported, available, disponible, unavailable, indisponible, unauthorized, authorized, autorise, unexpected, inattendu, inattendue, malformed, revoked, revoque, revoquee, generated, genere, generee, created, cree, creee, sent, envoye, envoyee, returned, received, recu, recue, obtained, refreshed, renewed, renouvele, renouvelee,
	last, dernier, derniere, next, prochain, prochaine, minimum, maximum, min, max, exige, exigee, sensitive, sensible, sensibles, visible, visibles, illisible, readable, unreadable, lisible, chiffre, chiffree, chiffres, encrypted, decrypted, decrypt, dechiffre, dechiffree, cache, cached, caches, cachee, shared, partage, partagee, default, defaut, administratively,
	rotated, rotation, bearer, basic, digest, negotiate, string, str, text, bytes, byte, int, integer, bool, boolean, object, varchar, securestring, char, float, number, array, list, dict, optional, any, input, getpass, prohibited, interdit, interdite, forbidden, allowed, permis, permise, pending, ready, skipped, ignored, ignore, ignoree, tbd, todo, example, exemple, placeholder,
	visibility, configuration, config, settings, parametre, parametres, option, options, argument, arguments, parameter, authenticator, success, successful, successfully, succeeded, reussi, reussie, reussite, status, statut, etat, login, logon, username, utilisateur, user, account, compte, aupres, encore, toujours, bientot, already, deja, still, now, soon, expiring, perime, perimee, caduc, caduque, prefix, postfix, sufficient, requisite, include, substack, identique, vault, keepass, bitwarden, keychain, lapsed, revocation, ldap, sso, kerberos, pam, authentifie, manuel, manuellement, manual, manually, automatique, automatic, automatically, automatiquement, connu, connue, known, secret, secrete, recherche, attendu, attendue, expected, demandez, gere, geree, managed, applique, appliquee, applied, synchronise, synchronisee, synchronized, corrompu, corrompue, corrupted, tronque, truncated, rempli, remplie, filled, affiche, affichee, displayed, shown, montre, transmis, transmise, communique, communiquee, recorded, compatible, confirmed, confirme, confirmee, verified, verifie, verifiee, vrai, faux, exact, exacte, errone, erronee, bon, bonne, mauvais, mauvaise, nok, yes, oui, true, false, null, nil, required, unrecognized, unrecognised, package, paquet, installed, installe, installee, upgraded, downloaded, assigned, affecte, affectee, attribue, attribuee, unspecified, prefere, preferred, wpa, wep, aes, tkip, existing, partiel, partielle, partial, raise, return, assert, print, throw, values, value, valeur, valeurs, self, this`

// empties are values that are none.
const empties = `null, none, nil, true, false, yes, no, on, off, oui, non, vrai, faux, undefined, nan, na, vide, empty, aucun, aucune, unset, default, void, blank, redacted, masked, hidden, filtered, removed, masque, secret, omitted, todo, tbd, placeholder, string, str, bytes, bool, boolean, int, object, securestring, required, optional`

// fillers join words, and are no values.
const fillers = `among, parmi, hier, aujourd, demain, today, yesterday, tomorrow, the, a, an, of, for, to, in, on, at, by, from, with, without, and, or, if, when, while, because, as, that, this, these, those, which, who, your, my, our, his, her, its, their, it, you, we, he, she, they, i, me, there, here, then, than, so, but, what, where, why, how, s, t, via,
	le, la, les, l, un, une, des, de, du, d, au, aux, en, dans, pour, par, sur, sous, avec, sans, et, ou, si, quand, lorsque, car, comme, que, qui, quoi, dont, ce, cet, cette, ces, c, n, qu, j, m, se, votre, vos, mon, ma, mes, notre, nos, son, sa, ses, leur, leurs, ton, ta, tes, il, elle, ils, elles, on, vous, nous, je, tu, y, chez, vers, mais, donc, or, ni, puis, ici, afin, depuis, apres, avant, pendant, entre, selon, contre, lors, plus, tout, toute, tous, toutes, chaque, quel, quelle, both, each, every, after, before, during, since, until, between, about, against, all`

// copulas come between a name and its value.
const copulas = `is, est, was, sera, etait, becomes, devient, vaut, soit, be`

// logins are words before who logs in.
const logins = `login, user, username, utilisateur, identifiant, identifiants, identifiant, compte, account, credentials, credential, creds, cred, logins, userid, uid, acces, id, ids, mail, email, admin, administrateur, root`
