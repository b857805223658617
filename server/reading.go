package server

import (
	"context"
	"errors"
	"io"

	"waptkb/index"
	"waptkb/index/logs"
	"waptkb/index/redact"
)

// reading is the diagnosis of the logs of a request, as they come in.
type reading struct {
	s    *Server
	ctx  context.Context
	lang string
	left int64 // bytes of text that are still read

	logs    []readLog
	refused []refusal
}

// readLog is a log and what it says.
type readLog struct {
	Name string // of its file, masked; empty for pasted text
	*index.Diagnosis
}

// refusal is a file that was not read, and why.
type refusal struct {
	Name string
	*fault
}

// maxLogs is how many logs a request may have, in archives or beside each other.
const maxLogs = 100

// errEnough ends the reading of an archive whose rest is not read.
var errEnough = errors.New("enough was read")

func (s *Server) newReading(ctx context.Context, lang string) *reading {
	return &reading{s: s, ctx: ctx, lang: lang, left: s.cfg.MaxLog}
}

// add reads a log, or those in an archive. The error is a fault of the request, or ours;
// what is no log is refused, and hides nothing of the others.
func (d *reading) add(name string, r io.Reader) error {
	failed := func(name string, err error) { d.refuse(name, logFault(err)) }
	err := logs.Unpack(name, r, d.log, failed)
	if errors.Is(err, errEnough) {
		return nil
	}
	return logFault(err)
}

func (d *reading) log(file logs.File) error {
	if len(d.logs) == maxLogs || d.left <= 0 {
		d.logs[len(d.logs)-1].Truncated = true
		return errEnough
	}
	found, err := d.s.index.Diagnose(d.ctx, file, index.DiagnoseOptions{Lang: d.lang, MaxBytes: d.left})
	if err = logFault(err); d.refuse(file.Name, err) {
		return nil
	}
	if err != nil {
		return err
	}
	d.left -= found.Bytes
	d.logs = append(d.logs, readLog{redact.Secrets(file.Name), found})
	return nil
}

// refuse notes a file that is no log, if that is what an error says.
func (d *reading) refuse(name string, err error) bool {
	var f *fault
	if !errors.As(err, &f) || f.Name != faultEmptyLog && f.Name != faultNotALog {
		return false
	}
	if len(d.refused) < maxLogs {
		d.refused = append(d.refused, refusal{redact.Secrets(name), f})
	}
	return true
}

// end gives the fault of a request with nothing in it that was read.
func (d *reading) end() error {
	switch {
	case len(d.logs) > 0:
		return nil
	case len(d.refused) > 0:
		return d.refused[0].fault
	}
	return newFault(faultEmptyLog)
}

// named tells whether it must be said which log is meant.
func (d *reading) named() bool { return len(d.logs)+len(d.refused) > 1 }
