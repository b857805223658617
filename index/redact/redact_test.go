package redact

import (
	"strings"
	"testing"
)

func TestSecrets(t *testing.T) {
	for _, c := range []struct{ text, secret string }{
		{"https://admin:hunter2@srv/wapt", "hunter2"},
		{"password=hunter2", "hunter2"},
		{"Mot de passe : hunter2", "hunter2"},
		{`{"api_key": "hunter2 x"}`, "hunter2"},
		{"Authorization: Bearer hunter2.x", "hunter2"},
		{"-----BEGIN RSA PRIVATE KEY-----\nhunter2\n-----END RSA PRIVATE KEY-----", "hunter2"},
		{"-----BEGIN PRIVATE KEY-----\nhunter2", "hunter2"},
		{"xoxb-123456789-hunter2", "hunter2"},
		{"setup.exe /password=hunter2 /S", "hunter2"},
	} {
		got := Secrets(c.text)
		if strings.Contains(got, c.secret) || !strings.Contains(got, Mask) {
			t.Errorf("%q gives %q", c.text, got)
		}
	}
	for _, text := range []string{"", "nothing here", "the password is wrong", "https://srv:443/wapt", "2024-03-18 07:52:03,701 INFO x"} {
		if got := Secrets(text); got != text {
			t.Errorf("%q gives %q", text, got)
		}
	}
}

func FuzzSecrets(f *testing.F) {
	for _, s := range []string{"https://a:b@c", "password: x", "-----BEGIN PRIVATE KEY-----", "token='a", "Authorization: Basic x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got := Secrets("https://u:hunter2@h/ " + s); strings.Contains(got, ":hunter2@") {
			t.Fatalf("%q keeps the secret", got)
		}
	})
}
