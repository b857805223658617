package lex

import (
	"strings"
	"testing"
)

func blank(s string) string { return strings.Repeat(" ", len(s)) }

// Looking at what could be noise must find what looking at everything does.
func FuzzWithoutNoise(f *testing.F) {
	for _, s := range []string{
		"", "rien", "le 2024-01-02 03:04:05,678 à midi", "[2024/01/02] x", "02/03/2024 12:13", "at 0x7f001122 in", "looked at  0x7f",
		"at at 0xff at 0x1", "{0A1B2C3D-0011-2233-4455-66778899AABB}", "srv.domain.lan:443 10.0.0.1:8080.", "abcdefabcdefabcdef", "x 1.2.3.4\t5.6.7.8\n9.9.9.9",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if got, want := WithoutNoise(text), noise().ReplaceAllStringFunc(text, blank); got != want {
			t.Errorf("WithoutNoise(%q) = %q, want %q", text, got, want)
		}
	})
}

func TestInforms(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]struct{ informs, fails bool }{
		"2024-03-18 08:10:42,305 [waptcore       ] INFO Register start of install demo-vlc_3.0-1": {informs: true},
		"2024-03-18 08:10:42,305 [waptws         ] DEBUG Socket.IO disconnected, next try in 5 s": {informs: true},
		"2024-05-13 08:30:12,570 INFO Repo packages index https://wapt.lan/wapt is not available": {informs: true, fails: true},
		"2024-05-13 08:30:12,570 INFO Socket.IO connection refused":                               {informs: true, fails: true},
		"2024-05-13 08:30:12,570 WARNING Socket.IO disconnected":                                  {},
		"Fatal error: INFORMATION store closed":                                                   {fails: true},
		"":                                                                                        {},
	} {
		if Informs(line) != want.informs || Fails(line) != want.fails {
			t.Errorf("%q: informs %v, fails %v, want %+v", line, Informs(line), Fails(line), want)
		}
	}
}
