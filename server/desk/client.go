package desk

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"time"
)

const (
	requestTime = 15 * time.Second
	maxResponse = 16 << 20 // all messages of a ticket
)

// client sends requests to a help desk.
type client struct {
	base *url.URL
	http *http.Client
}

func newClient(address, ca string) (*client, error) {
	base, err := url.Parse(address)
	if err != nil || base.Scheme != "https" && base.Scheme != "http" || base.Host == "" || base.User != nil || base.RawQuery != "" || base.Fragment != "" {
		return nil, fmt.Errorf("%q is not the address of a help desk, such as https://assistance.example.fr", address)
	}
	roots, err := authorities(ca)
	if err != nil {
		return nil, err
	}
	return &client{base, &http.Client{
		Timeout: requestTime,
		// No proxy: what the environment of the program says is not the administrator's word.
		Transport:     &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}, ForceAttemptHTTP2: true, IdleConnTimeout: time.Minute},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// authorities gives the certificates of the system and those of a file; nil for the
// former alone.
func authorities(file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("reading certificates: %w", err)
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("%s has no certificate in PEM", file)
	}
	return pool, nil
}

// statusError is an answer that is no success. What it said is not told: it may quote
// the ticket.
type statusError struct {
	method, path string
	status       int
}

func (e statusError) Error() string {
	return fmt.Sprintf("%s %s: %d %s", e.method, e.path, e.status, http.StatusText(e.status))
}

// passing tells whether what went wrong may be right soon: the network, or a fault of
// the desk.
func passing(err error) bool {
	var status statusError
	if errors.As(err, &status) {
		return status.status >= 500 || status.status == http.StatusTooManyRequests || status.status == http.StatusRequestTimeout
	}
	var network *url.Error
	return errors.As(err, &network)
}

// call sends JSON to a path of the desk, nothing where send is nil, and reads the answer
// into receive, unless that is nil.
func (c *client) call(ctx context.Context, header http.Header, method, path string, send, receive any) error {
	var body io.Reader
	if send != nil {
		text, err := json.Marshal(send)
		if err != nil {
			return fmt.Errorf("writing a request: %w", err)
		}
		body = bytes.NewReader(text)
	}
	r, err := http.NewRequestWithContext(ctx, method, c.base.JoinPath(path).String(), body)
	if err != nil {
		return fmt.Errorf("making a request: %w", err)
	}
	r.Header = header.Clone()
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json")
	resp, err := c.http.Do(r)
	if err != nil {
		return fmt.Errorf("asking the help desk: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		return statusError{method, path, resp.StatusCode}
	}
	if receive == nil {
		return nil
	}
	if err := json.NewDecoder(io.LimitReader(resp.Body, maxResponse)).Decode(receive); err != nil {
		return fmt.Errorf("%s %s: the answer is not what is documented (%T)", method, path, err)
	}
	return nil
}
