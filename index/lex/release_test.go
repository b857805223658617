package lex

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"waptkb/content"
)

func TestReleases(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text string
		want []string
	}{
		{"audit absent avec WAPT 1.8", []string{"1.8"}},
		{"WAPT 2.6.0.17110 : rien ne s'installe", []string{"2.6"}},
		{"wapt v2.5 console", []string{"2.5"}},
		{"self-service vide, wapt-get 1.8.2", []string{"1.8"}},
		{"waptserver-2.4 down", []string{"2.4"}},
		{"l'agent en version 2.3 ne démarre plus", []string{"2.3"}},
		{"mon serveur est lent sous wapt 2.x", []string{"2.x"}},
		{"passer de 1.8.2 à la 2.6", []string{"1.8", "2.6"}},
		{"upgrade from WAPT 2.0 to 2.5", []string{"2.0", "2.5"}},
		{"En 2.5, la console n'affiche rien", []string{"2.5"}},
		{"2.2 : paquets en attente", []string{"2.2"}},
		{"WAPT 2.6?\n", []string{"2.6"}},

		{"", nil},
		{"WAPT 1.7 ou WAPT 3.1", nil}, // of which nothing is known
		{"setup.py: Python 2.6 not found, WAPT", nil},
		{"WAPT requires Python 2.4", nil},
		{"urllib3 1.8 raises MaxRetryError in wapt", nil},
		{"wapt agent: TLS 2.0 handshake failed", nil},
		{"wapt-get install tis-vlc 2.2.1", nil},
		{"waptagent at 192.168.2.5", nil},
		{"serveur 2.2.3.4.2.5", []string{"2.2"}}, // what follows is a part of it
		{"serveur 12.5", nil},
		{"serveur 2", nil},
		{"serveur 2.5 Go de mémoire", nil},
		{"2.5 secondes de délai avec WAPT", nil},
		{"HTTP/1.1 502 from wapt server", nil},
		{"grafana server 2.4 behind a firewall", nil}, // names what WAPT has nothing to do with
		{"waptconsole.exe 2.1.0.10550 starting\nLoading waptconsole.ini", nil},
	} {
		if diff := cmp.Diff(content.ReleasesOf(tt.want...), Read(tt.text).Releases); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.text, diff)
		}
	}
}

func TestReleasesOfAText(t *testing.T) {
	t.Parallel()
	const text = "Jusqu'à 2.0, ce fichier est lu au démarrage.\nDepuis la 2.3.1, non ; Python 3.8 n'y change rien, 12.5 non plus."
	if diff := cmp.Diff(content.ReleasesOf("2.0", "2.3"), Releases(text)); diff != "" {
		t.Error(diff)
	}
}
