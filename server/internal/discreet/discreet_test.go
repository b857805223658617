package discreet

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"
	"text/template"
)

const secret = "S3cr3tZ"

func TestError(t *testing.T) {
	_, number := strconv.Atoi(secret)
	failing := template.Must(template.New("page").Funcs(template.FuncMap{
		"fail": func() (string, error) { return "", errors.New(secret) },
	}).Parse("\n{{fail}}")).Execute(io.Discard, nil)
	for name, test := range map[string]struct {
		err  error
		want string
	}{
		"none":      {nil, ""},
		"words":     {errors.New(secret), "*errors.errorString"},
		"wrapped":   {fmt.Errorf("searching %s: %w", secret, context.DeadlineExceeded), "*fmt.wrapError: context deadline exceeded"},
		"joined":    {errors.Join(io.EOF, errors.New(secret)), "*errors.joinError: [EOF; *errors.errorString]"},
		"number":    {number, "*strconv.NumError: *errors.errorString"},
		"template":  {failing, `template.ExecError (template: page:2:2: executing "page"): *fmt.wrapError: *errors.errorString`},
		"unwrapped": {hollow{}, "discreet.hollow"},
	} {
		if got := Error(test.err); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

// hollow wraps nothing.
type hollow struct{}

func (hollow) Error() string { return secret }
func (hollow) Unwrap() error { return nil }

func TestPanic(t *testing.T) {
	for name, test := range map[string]struct {
		do   func()
		want string
	}{
		"text":    {func() { panic(secret) }, "panic: string\n"},
		"error":   {func() { panic(errors.New(secret)) }, "panic: *errors.errorString\n"},
		"runtime": {func() { _ = []int{}[len(secret)] }, "panic: runtime error: index out of range [7] with length 0\n"},
	} {
		err := recovered(test.do)
		for _, got := range []string{err.Error(), Error(err), Error(fmt.Errorf("%s: %w", secret, err))} {
			if !strings.Contains(got, test.want) || strings.Contains(got, secret) || !strings.Contains(got, "discreet_test.go:") {
				t.Errorf("%s: %q", name, got)
			}
		}
	}
}

func recovered(do func()) (err error) {
	defer func() { err = Panic(recover()) }()
	do()
	return nil
}
