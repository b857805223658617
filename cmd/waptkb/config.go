package main

import (
	"cmp"
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
	"waptkb/server/desk"
)

// This file is the configuration of "waptkb serve": every setting, and the one
// place that knows which of flag, environment, file and default counts.

// settings is the configuration of a server, and of what it listens on.
type settings struct {
	addr                string
	tlsCert, tlsKey     string
	logFormat, logLevel string
	logFile             string // empty for standard error
	maxLogMiB           int
	chats               map[string]*[]string // secrets, by setting
	desks               map[string]*[]string // secrets that webhooks are signed with, by help desk
	content             sources
	offline             bool // browsers may keep a copy of the site
	server.Config
}

// variable gives the name of a setting in the environment.
func variable(name string) string {
	return "WAPTKB_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}

// source tells where the value of a setting comes from.
type source string

const (
	fromFlag    source = "flag"
	fromEnv     source = "environment"
	fromFile    source = "file"
	fromDefault source = "default"
)

// config reads settings. The name of a setting is that of its flag and of the key in
// the file. The flags of all settings, secret ones too, lie in one set, so that each
// value is read and checked in the same way wherever it stands.
type config struct {
	settings
	text    func(key string, pairs ...any) string
	file    string // of the configuration; empty for none
	values  *pflag.FlagSet
	list    []*pflag.Flag // the values in order
	secret  map[string]bool
	sources map[string]source
}

func newConfig(text func(string, ...any) string) *config {
	c := &config{text: text, values: pflag.NewFlagSet("serve", pflag.ContinueOnError), sources: map[string]source{}, secret: map[string]bool{}}
	v := c.values
	v.SortFlags = false
	v.StringVar(&c.addr, "addr", defaultAddr, "")
	v.StringVar(&c.PublicURL, "public-url", "", "")
	v.StringVar(&c.tlsCert, "tls-cert", "", "")
	v.StringVar(&c.tlsKey, "tls-key", "", "")
	v.StringVar(&c.logFormat, "log-format", "text", "")
	v.StringVar(&c.logLevel, "log-level", "info", "")
	v.StringVar(&c.logFile, "log-file", "", "")
	v.StringSliceVar(&c.Origins, "cors-origins", nil, "")
	v.StringSliceVar(&c.FrameOrigins, "frame-origins", nil, "")
	v.BoolVar(&c.offline, "offline", true, "")
	v.StringVar(&c.Counts, "counts", "", "")
	c.secret["report-token"] = true
	v.StringVar(&c.ReportToken, "report-token", "", "")
	v.Float64Var(&c.RateLimit, "rate-limit", 0, "")
	v.IntVar(&c.RateBurst, "rate-burst", 0, "")
	v.IntVar(&c.TrustedProxies, "trusted-proxies", 0, "")
	v.IntVar(&c.maxLogMiB, "max-log-mib", 32, "")
	v.DurationVar(&c.Drain, "drain-delay", 500*time.Millisecond, "")
	c.content.addFlags(v, text)
	v.BoolVar(&c.Watch, "watch", false, "")
	v.StringVar(&c.Chat.Lang, "chat-lang", i18n.Languages()[0], "")
	v.BoolVar(&c.Chat.Private, "chat-private", false, "")
	c.chats = map[string]*[]string{}
	for _, system := range chat.Systems {
		c.secret[system.Setting] = true
		c.chats[system.Setting] = v.StringSlice(system.Setting, nil, "")
	}
	c.addDesks()
	v.VisitAll(func(f *pflag.Flag) {
		f.Usage = text("cli.flag." + f.Name)
		c.list = append(c.list, f)
	})
	return c
}

// addDesks adds the settings of the help desks.
func (c *config) addDesks() {
	c.desks, c.Desk.Desks = map[string]*[]string{}, map[string]*desk.Settings{}
	for _, system := range desk.Systems {
		name, set := system.Name, &desk.Settings{}
		c.Desk.Desks[name] = set
		secret := func(setting string) string {
			c.secret[setting] = true
			return setting
		}
		c.desks[name] = c.values.StringSlice(secret(name+"-secrets"), nil, "")
		c.values.StringVar(&set.URL, name+"-url", "", "")
		c.values.StringVar(&set.Token, secret(name+"-token"), "", "")
		if system.AppToken {
			c.values.StringVar(&set.AppToken, secret(name+"-app-token"), "", "")
		}
		c.values.StringVar(&set.CA, name+"-ca", "", "")
	}
}

// isSecret tells whether a setting has no flag on the command line, because other
// users of the machine see those.
func (c *config) isSecret(name string) bool { return c.secret[name] }

// addFlags adds the settings that may stand on the command line.
func (c *config) addFlags(flags *pflag.FlagSet) {
	flags.StringVar(&c.file, "config", "", c.text("cli.flag.config"))
	for _, f := range c.list {
		if !c.isSecret(f.Name) {
			flags.AddFlag(f)
		}
	}
}

// read completes what the flags say from the environment, then from the file,
// then from the defaults.
func (c *config) read(getenv func(string) string) error {
	c.file = cmp.Or(c.file, getenv("WAPTKB_CONFIG"))
	inFile, err := c.readFile()
	if err != nil {
		return err
	}
	for _, f := range c.list {
		env := getenv(variable(f.Name))
		value, stands := inFile[f.Name]
		from, where := fromDefault, ""
		switch {
		case f.Changed:
			from = fromFlag
		case env != "":
			from, value, where = fromEnv, env, variable(f.Name)
		case stands:
			from, where = fromFile, c.file+": "+f.Name
		}
		c.sources[f.Name] = from
		if where == "" {
			continue
		}
		if err := f.Value.Set(value); err != nil {
			if c.isSecret(f.Name) {
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
		if c.values.Lookup(name) == nil {
			return nil, errors.New(c.text("cli.config.unknown", "file", c.file, "name", name, "accepted", c.names()))
		}
		list, ok := v.([]any)
		if !ok {
			list = []any{v}
		}
		var parts []string
		for _, item := range list {
			parts = append(parts, fmt.Sprint(item))
		}
		values[name] = strings.Join(parts, ",")
	}
	return values, nil
}

func (c *config) names() string {
	var names []string
	for _, f := range c.list {
		names = append(names, f.Name)
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
		oneOf("chat-lang", c.Chat.Lang, i18n.Languages()...),
	}
	if (c.tlsCert == "") != (c.tlsKey == "") {
		errs = append(errs, errors.New(c.text("cli.config.tls")))
	}
	if c.PublicURL != "" && !server.IsAddress(c.PublicURL) {
		errs = append(errs, errors.New(c.text("cli.config.public-url", "value", c.PublicURL)))
	}
	for _, origin := range c.Origins {
		scheme, host, ok := strings.Cut(origin, "://")
		if origin != "*" && (!ok || scheme == "" || host == "" || strings.ContainsAny(host, "/?#*")) {
			errs = append(errs, errors.New(c.text("cli.config.origin", "value", origin)))
		}
	}
	for _, origin := range c.FrameOrigins {
		if !server.IsOrigin(origin) {
			errs = append(errs, errors.New(c.text("cli.config.frame-origin", "value", origin)))
		}
	}
	if c.Watch && len(c.content.paths) == 0 {
		errs = append(errs, errors.New(c.text("cli.config.watch")))
	}
	for name, set := range c.Desk.Desks {
		if len(*c.desks[name]) > 0 && (set.URL == "" || set.Token == "") {
			errs = append(errs, errors.New(c.text("cli.config.desk", "name", name, "variable", variable(name+"-token"))))
		}
	}
	for name, n := range map[string]float64{
		"rate-limit": c.RateLimit, "rate-burst": float64(c.RateBurst), "trusted-proxies": float64(c.TrustedProxies), "max-log-mib": float64(c.maxLogMiB - 1),
		"drain-delay": float64(c.Drain),
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

// shown gives the value of a setting as text, or as the texts of a list. Secrets are
// masked.
func (c *config) shown(f *pflag.Flag) any {
	list, ok := f.Value.(pflag.SliceValue)
	switch {
	case !ok && c.isSecret(f.Name) && f.Value.String() != "":
		return masked
	case !ok:
		return f.Value.String()
	}
	values := append([]string{}, list.GetSlice()...)
	for i := range values {
		if c.isSecret(f.Name) {
			values[i] = masked
		}
	}
	return values
}

// print writes the configuration in force as a file that could be given to
// --config, with the source of each value.
func (c *config) print(w io.Writer) error {
	for _, f := range c.list {
		value := f.Value.String()
		switch f.Value.Type() {
		case "string", "duration":
			value = strconv.Quote(c.shown(f).(string))
		case "stringSlice":
			values := c.shown(f).([]string)
			for i, v := range values {
				values[i] = strconv.Quote(v)
			}
			value = "[" + strings.Join(values, ", ") + "]"
		}
		line := fmt.Sprintf("%s = %s # %s\n", f.Name, value, c.sources[f.Name])
		if c.isSecret(f.Name) { // a mask must never be taken for a secret
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
	for _, f := range c.list {
		out[f.Name] = map[string]any{"value": c.shown(f), "source": string(c.sources[f.Name])}
	}
	return out
}
