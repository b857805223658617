package main

import (
	"crypto/tls"
	"log/slog"
	"os"
	"sync"
	"time"
)

// recheck is how long the files of a certificate are believed not to change.
const recheck = 5 * time.Second

// certificate gives the certificate of the server, read anew once its files have
// changed, so that renewing it needs no restart. While the new files cannot be
// used (one of them is still being written), the old certificate stays.
type certificate struct {
	certFile, keyFile string
	log               *slog.Logger

	mu      sync.Mutex
	current *tls.Certificate
	state   [2]fileState // of the files when they were last tried
	checked time.Time
}

type fileState struct {
	changed time.Time
	size    int64
}

func newCertificate(certFile, keyFile string, log *slog.Logger) (*certificate, error) {
	c := &certificate{certFile: certFile, keyFile: keyFile, log: log, checked: time.Now()}
	c.state = c.look()
	loaded, err := tls.LoadX509KeyPair(certFile, keyFile)
	c.current = &loaded
	return c, err
}

func (c *certificate) config() *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS12,
		NextProtos: []string{"h2", "http/1.1"},
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
			return c.get(time.Now()), nil
		},
	}
}

// get gives the certificate in force.
func (c *certificate) get(now time.Time) *tls.Certificate {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now.Sub(c.checked) < recheck {
		return c.current
	}
	c.checked = now
	state := c.look()
	if state == c.state {
		return c.current
	}
	loaded, err := tls.LoadX509KeyPair(c.certFile, c.keyFile)
	if err != nil {
		c.log.Warn("the new certificate cannot be used; the old one stays", "error", err)
		return c.current
	}
	c.state, c.current = state, &loaded
	c.log.Info("the certificate has been read anew", "file", c.certFile)
	return c.current
}

func (c *certificate) look() (state [2]fileState) {
	for i, name := range []string{c.certFile, c.keyFile} {
		if info, err := os.Stat(name); err == nil {
			state[i] = fileState{info.ModTime(), info.Size()}
		}
	}
	return state
}
