package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/spf13/pflag"

	"waptkb/i18n"
	"waptkb/server"
	"waptkb/server/chat"
)

// This file is the configuration of "waptkb serve": every setting, and the one
// place that knows which of flag, environment, file and default counts.

// settings is the configuration of a server.
type settings struct {
	addr, publicURL     string
	tlsCert, tlsKey     string
	logFormat, logLevel string
	origins             []string
	rateLimit           float64
	rateBurst           int
	trustedProxies      int
	maxLogMiB           int
	drainDelay          time.Duration
	chats               map[string]*[]string // secrets, by setting
	chatLang            string
	chatPrivate         bool
}

// setting is one of them. Its name is that of the flag and of the key in the
// file; the variable is WAPTKB_ and the name in capitals.
type setting struct {
	name   string
	secret bool // has no flag, because other users of the machine see flags
}

func (s setting) variable() string {
	return "WAPTKB_" + strings.ToUpper(strings.ReplaceAll(s.name, "-", "_"))
}

// source tells where the value of a setting comes from.
type source string

const (
	fromFlag    source = "flag"
	fromEnv     source = "environment"
	fromFile    source = "file"
	fromDefault source = "default"
)

// config reads settings. The flags of all settings, secret ones too, lie in one
// set, so that each value is read and checked in the same way wherever it stands.
type config struct {
	settings
	text    func(key string, pairs ...any) string
	file    string // of the configuration; empty for none
	values  *pflag.FlagSet
	list    []setting
	sources map[string]source
}

func newConfig(text func(string, ...any) string) *config {
	c := &config{text: text, values: pflag.NewFlagSet("serve", pflag.ContinueOnError), sources: map[string]source{}}
	v := c.values
	v.SortFlags = false
	v.StringVar(&c.addr, "addr", defaultAddr, text("cli.flag.addr"))
	v.StringVar(&c.publicURL, "public-url", "", text("cli.flag.public-url"))
	v.StringVar(&c.tlsCert, "tls-cert", "", text("cli.flag.tls-cert"))
	v.StringVar(&c.tlsKey, "tls-key", "", text("cli.flag.tls-key"))
	v.StringVar(&c.logFormat, "log-format", "text", text("cli.flag.log-format"))
	v.StringVar(&c.logLevel, "log-level", "info", text("cli.flag.log-level"))
	v.StringSliceVar(&c.origins, "cors-origins", nil, text("cli.flag.cors-origins"))
	v.Float64Var(&c.rateLimit, "rate-limit", 0, text("cli.flag.rate-limit"))
	v.IntVar(&c.rateBurst, "rate-burst", 0, text("cli.flag.rate-burst"))
	v.IntVar(&c.trustedProxies, "trusted-proxies", 0, text("cli.flag.trusted-proxies"))
	v.IntVar(&c.maxLogMiB, "max-log-mib", 32, text("cli.flag.max-log-mib"))
	v.DurationVar(&c.drainDelay, "drain-delay", 500*time.Millisecond, text("cli.flag.drain-delay"))
	v.StringVar(&c.chatLang, "chat-lang", i18n.Languages()[0], text("cli.flag.chat-lang"))
	v.BoolVar(&c.chatPrivate, "chat-private", false, text("cli.flag.chat-private"))
	c.chats = map[string]*[]string{}
	for _, system := range chat.Systems {
		c.chats[system.Setting] = v.StringSlice(system.Setting, nil, "")
	}
	v.VisitAll(func(f *pflag.Flag) {
		c.list = append(c.list, setting{f.Name, c.chats[f.Name] != nil})
	})
	return c
}

// addFlags adds the settings that may stand on the command line.
func (c *config) addFlags(flags *pflag.FlagSet) {
	flags.StringVar(&c.file, "config", "", c.text("cli.flag.config"))
	for _, s := range c.list {
		if !s.secret {
			flags.AddFlag(c.values.Lookup(s.name))
		}
	}
}

// read completes what the flags say from the environment, then from the file,
// then from the defaults.
func (c *config) read(getenv func(string) string) error {
	if c.file == "" {
		c.file = getenv("WAPTKB_CONFIG")
	}
	inFile, err := c.readFile()
	if err != nil {
		return err
	}
	for _, s := range c.list {
		flag, env := c.values.Lookup(s.name), getenv(s.variable())
		value, stands := inFile[s.name]
		where := ""
		switch {
		case flag.Changed:
			c.sources[s.name] = fromFlag
			continue
		case env != "":
			c.sources[s.name], value, where = fromEnv, env, s.variable()
		case stands:
			c.sources[s.name], where = fromFile, c.file+": "+s.name
		default:
			c.sources[s.name] = fromDefault
			continue
		}
		if err := flag.Value.Set(value); err != nil {
			if s.secret {
				value = masked
			}
			return errors.New(c.text("cli.config.value", "where", where, "value", value))
		}
	}
	return c.check()
}

// readFile gives the values of the file as they would stand on the command line.
func (c *config) readFile() (map[string]string, error) {
	if c.file == "" {
		return nil, nil
	}
	var raw map[string]any
	if _, err := toml.DecodeFile(c.file, &raw); err != nil {
		var path *fs.PathError
		if errors.As(err, &path) {
			err = path.Err
		}
		return nil, errors.New(c.text("cli.config.file", "file", c.file, "error", err))
	}
	values := map[string]string{}
	for name, v := range raw {
		if !slices.ContainsFunc(c.list, func(s setting) bool { return s.name == name }) {
			return nil, errors.New(c.text("cli.config.unknown", "file", c.file, "name", name, "accepted", c.names()))
		}
		if list, ok := v.([]any); ok {
			var parts []string
			for _, item := range list {
				parts = append(parts, fmt.Sprint(item))
			}
			values[name] = strings.Join(parts, ",")
			continue
		}
		values[name] = fmt.Sprint(v)
	}
	return values, nil
}

func (c *config) names() string {
	var names []string
	for _, s := range c.list {
		names = append(names, s.name)
	}
	return strings.Join(names, ", ")
}

// check refuses values that cannot be right, wherever they come from.
func (c *config) check() error {
	oneOf := func(name, value string, accepted ...string) error {
		if slices.Contains(accepted, value) {
			return nil
		}
		return errors.New(c.text("cli.config.choice", "name", name, "value", value, "accepted", strings.Join(accepted, ", ")))
	}
	errs := []error{
		oneOf("log-format", c.logFormat, "text", "json"),
		oneOf("log-level", c.logLevel, "info", "warn", "error"),
		oneOf("chat-lang", c.chatLang, i18n.Languages()...),
	}
	if (c.tlsCert == "") != (c.tlsKey == "") {
		errs = append(errs, errors.New(c.text("cli.config.tls")))
	}
	if c.publicURL != "" && !server.IsAddress(c.publicURL) {
		errs = append(errs, errors.New(c.text("cli.config.public-url", "value", c.publicURL)))
	}
	for _, origin := range c.origins {
		scheme, host, ok := strings.Cut(origin, "://")
		if origin != "*" && (!ok || scheme == "" || host == "" || strings.ContainsAny(host, "/?#*")) {
			errs = append(errs, errors.New(c.text("cli.config.origin", "value", origin)))
		}
	}
	for name, n := range map[string]float64{
		"rate-limit": c.rateLimit, "rate-burst": float64(c.rateBurst), "trusted-proxies": float64(c.trustedProxies), "max-log-mib": float64(c.maxLogMiB - 1),
		"drain-delay": float64(c.drainDelay),
	} {
		if !(n >= 0) {
			errs = append(errs, errors.New(c.text("cli.config.negative", "name", name)))
		}
	}
	return errors.Join(errs...)
}

// listenURL gives the address that other people reach the server by where no
// public address is configured. It is empty where the server listens on every
// address of the machine, or on one that leads each reader to their own machine.
func (o settings) listenURL() string {
	host, port, err := net.SplitHostPort(o.addr)
	ip, _ := netip.ParseAddr(host)
	ip = ip.Unmap()
	if err != nil || ip.IsUnspecified() || ip.IsLoopback() || strings.EqualFold(host, "localhost") {
		return ""
	}
	address := "http://" + net.JoinHostPort(host, port)
	if o.tlsCert != "" {
		address = "https://" + net.JoinHostPort(host, port)
	}
	if !server.IsAddress(address) { // no host, a port still to be chosen, or one with a name
		return ""
	}
	return address
}

const masked = "***"

// print writes the configuration in force as a file that could be given to
// --config, with the source of each value. Secrets are masked.
func (c *config) print(w io.Writer) error {
	for _, s := range c.list {
		flag := c.values.Lookup(s.name)
		value := flag.Value.String()
		switch flag.Value.Type() {
		case "string", "duration":
			value = strconv.Quote(value)
		case "stringSlice":
			values := flag.Value.(pflag.SliceValue).GetSlice()
			quoted := make([]string, len(values))
			for i, v := range values {
				if s.secret {
					v = masked
				}
				quoted[i] = strconv.Quote(v)
			}
			value = "[" + strings.Join(quoted, ", ") + "]"
		}
		line := fmt.Sprintf("%s = %s # %s\n", s.name, value, c.sources[s.name])
		if s.secret { // a mask must never be taken for a secret
			line = "# " + line
		}
		if _, err := io.WriteString(w, line); err != nil {
			return err
		}
	}
	return nil
}

// printable gives the same for programs.
func (c *config) printable() map[string]any {
	out := map[string]any{}
	for _, s := range c.list {
		flag := c.values.Lookup(s.name)
		var value any = flag.Value.String()
		if list, ok := flag.Value.(pflag.SliceValue); ok {
			values := append([]string{}, list.GetSlice()...)
			for i := range values {
				if s.secret {
					values[i] = masked
				}
			}
			value = values
		}
		out[s.name] = map[string]any{"value": value, "source": string(c.sources[s.name])}
	}
	return out
}
