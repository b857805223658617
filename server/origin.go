package server

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"waptkb/content/lazy"
)

// This file decides what is believed of where a request came from and of the
// address that it was sent to; see "Addresses of the site" in the package comment.

// IsAddress tells whether text is the address of a site, such as
// "https://aide.example.fr:8443": with a scheme that browsers know and a host
// that can be one, perhaps with a path, and nothing else.
func IsAddress(text string) bool {
	u, err := url.Parse(text)
	return err == nil && isWeb(u.Scheme) && isHost(u.Host) && u.User == nil && u.RawQuery == "" && u.Fragment == "" &&
		!strings.ContainsAny(text, "?#\"'<>\\ ")
}

// IsOrigin tells whether text is the origin of pages, such as
// "https://portail.example.fr:8443", and nothing more.
func IsOrigin(text string) bool {
	u, err := url.Parse(text)
	return err == nil && IsAddress(text) && u.Path == ""
}

func isWeb(scheme string) bool { return scheme == "http" || scheme == "https" }

// isHost tells whether text is a host, perhaps with a port, and can be put into
// an address and into a page as it stands.
func isHost(text string) bool {
	host := text
	if h, port, err := net.SplitHostPort(text); err == nil {
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil || n == 0 {
			return false
		}
		if host = h; strings.HasPrefix(text, "[") {
			host = "[" + h + "]"
		}
	}
	if inner, ok := strings.CutPrefix(host, "["); ok {
		inner, ok = strings.CutSuffix(inner, "]")
		addr, err := netip.ParseAddr(inner)
		return ok && err == nil && addr.Is6() && addr.Zone() == ""
	}
	odd := func(part string) bool { return !label().MatchString(part) }
	return len(host) <= 253 && !slices.ContainsFunc(strings.Split(host, "."), odd)
}

// label is a part of a host name. Underscores are not for hosts, but Windows networks
// have them.
var label = lazy.Regexp(`^[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$`)

// siteFor gives the absolute address of the site for the one who asks and nobody
// else: a shared cache must not keep what is made with it. It is empty where
// neither the configuration nor the request has one.
func (s *Server) siteFor(c echo.Context) string {
	if s.cfg.PublicURL != "" {
		return s.cfg.PublicURL
	}
	c.Response().Header().Set(echo.HeaderCacheControl, "private, no-cache")
	if host := s.host(c.Request()); host != "" {
		return s.scheme(c.Request()) + "://" + host
	}
	return s.cfg.ListenURL
}

// host gives the host that a request was sent to; empty for one that cannot be.
func (s *Server) host(r *http.Request) string {
	for _, host := range []string{s.overwritten(r, "X-Forwarded-Host"), r.Host} {
		if isHost(host) {
			return host
		}
	}
	return ""
}

// scheme gives the scheme that a request was sent by.
func (s *Server) scheme(r *http.Request) string {
	if scheme := strings.ToLower(s.overwritten(r, echo.HeaderXForwardedProto)); isWeb(scheme) {
		return scheme
	}
	if r.TLS != nil {
		return "https"
	}
	return "http"
}

// overwritten gives the value of a header that some proxies overwrite and others
// append to. A single value is that of the proxy that overwrites it; several are
// read as those of X-Forwarded-For.
func (s *Server) overwritten(r *http.Request, name string) string {
	values := forwardedValues(r, name)
	if s.cfg.TrustedProxies > 0 && len(values) == 1 {
		return values[0]
	}
	return hopValue(values, s.cfg.TrustedProxies)
}

// clientAddress finds who sent a request behind a number of proxies. Each of
// them appends the address it was asked from to X-Forwarded-For, so that what
// stands before the last hops may be anybody's invention.
func clientAddress(hops int) echo.IPExtractor {
	direct := echo.ExtractIPDirect()
	return func(r *http.Request) string {
		if addr, ok := parseHop(hopValue(forwardedValues(r, echo.HeaderXForwardedFor), hops)); ok {
			return addr.String()
		}
		return direct(r)
	}
}

// forwardedValues lists the values of a header that proxies write, in however
// many lines.
func forwardedValues(r *http.Request, name string) []string {
	values := strings.Split(strings.Join(r.Header.Values(name), ","), ",")
	for i, v := range values {
		values[i] = strings.TrimSpace(v)
	}
	return values
}

// hopValue gives what the first of the trusted proxies appended: the others have
// appended theirs behind it. It is empty where there are fewer values.
func hopValue(values []string, hops int) string {
	if hops <= 0 || len(values) < hops {
		return ""
	}
	return values[len(values)-hops]
}

// parseHop reads an address as proxies write it: perhaps with a port.
func parseHop(text string) (netip.Addr, bool) {
	addr, err := netip.ParseAddr(strings.Trim(text, "[]"))
	if err != nil {
		var withPort netip.AddrPort
		withPort, err = netip.ParseAddrPort(text)
		addr = withPort.Addr()
	}
	return addr.Unmap().WithZone(""), err == nil
}
