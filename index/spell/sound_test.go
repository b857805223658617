package spell

import "testing"

func TestSound(t *testing.T) {
	t.Parallel()
	for written, meant := range map[string]string{
		"paket": "paquet", "rezo": "reseau", "lissence": "licence", "orloge": "horloge", "depo": "depot", "servis": "service",
		"koneksion": "connexion", "instale": "installer", "ekran": "ecran", "fishier": "fichier", "anpeche": "empeche",
		"refuse": "refuses", "instalassion": "installation", "tantative": "tentative", "boutton": "bouton", "demare": "demarrer",
	} {
		if got, want := Sound(written), Sound(meant); got != want {
			t.Errorf("%s sounds %q, %s %q", written, got, meant, want)
		}
	}
	for _, apart := range [][2]string{{"paquet", "parquet"}, {"poste", "porte"}, {"agent", "argent"}, {"console", "conseil"}, {"depot", "debit"}} {
		if Sound(apart[0]) == Sound(apart[1]) {
			t.Errorf("%s and %s both sound %q", apart[0], apart[1], Sound(apart[0]))
		}
	}
}

func TestLook(t *testing.T) {
	t.Parallel()
	for seen, meant := range map[string]string{"c0nnect1ng": "connecting", "farnille": "famille", "vvindows": "windows", "clepot": "depot", "rn1": "ml"} {
		if got, want := Look(seen), Look(meant); got != want {
			t.Errorf("%s looks like %q, %s like %q", seen, got, meant, want)
		}
	}
	if Look("poste") == Look("porte") {
		t.Error("poste and porte look alike")
	}
}
