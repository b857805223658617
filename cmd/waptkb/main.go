// Command waptkb finds the solution of WAPT errors: from the terminal, as a web
// site with a JSON API, and for chats and assistants. It needs no network.
//
// Every command is a file of its own: a constructor of the cobra command and a
// function that does the work. Results go to standard output, everything else to
// standard error; package terminal cleans both, so that nothing that others wrote
// acts on a terminal.
//
// # Exit status
//
//	0    something was found, or done; "serve" after SIGINT or SIGTERM, once it listens
//	1    nothing was found
//	2    wrong use, or a fault: what could not be read or written too
//	130  ended by SIGINT (Ctrl-C)
//	143  ended by SIGTERM
//
// A signal ends every command at once, whatever it waits for; "serve" lets open
// requests end first, see package server. The second signal ends that too.
package main

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/spf13/cobra"

	"waptkb/cmd/waptkb/terminal"
)

// usualCollections is how many percent the heap grows before garbage is collected, as Go or
// GOGC says. Most commands end before they have grown by four times, and then without any
// collection; those that stay set it back.
var usualCollections = debug.SetGCPercent(400)

func main() {
	os.Exit(run(untilSignal(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// stopped is the end by a signal.
type stopped struct{ signal syscall.Signal }

func (s stopped) Error() string { return s.signal.String() }

// status is what a shell gives for it.
func (s stopped) status() int { return 128 + int(s.signal) }

// untilSignal gives a context that the first SIGINT or SIGTERM ends, with
// [stopped] as its cause. The second one does what signals usually do.
func untilSignal() context.Context {
	ctx, cancel := context.WithCancelCause(context.Background())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		s, _ := (<-signals).(syscall.Signal)
		signal.Reset(os.Interrupt, syscall.SIGTERM)
		cancel(stopped{s})
	}()
	return ctx
}

// errNothing ends a command that found nothing; it is no fault and says nothing.
var errNothing = errors.New("nothing found")

// run executes one command line and gives the exit status. When ctx ends it
// returns at once, though the command may still wait for its input, unless the
// command ends by itself.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	a := newApp(stdin, stdout, stderr)
	root := a.command(args)
	root.SetArgs(unsignCodes(cleanCompletion(args)))
	if err := a.unknownCommand(root, args); err != nil {
		return a.exitStatus(err)
	}
	var err error
	done := make(chan struct{})
	go func() {
		defer close(done)
		err = root.ExecuteContext(ctx)
	}()
	select {
	case <-done:
	case <-ctx.Done():
	}
	if ctx.Err() != nil {
		if !a.endsItself.Load() {
			return a.exitStatus(context.Cause(ctx))
		}
		<-done
		return a.exitStatus(err)
	}
	if unwritten := a.stdout.Close(); unwritten != nil {
		err = unwritten // which the command may not have looked at
	}
	return a.exitStatus(err)
}

// cleanCompletion cleans what a shell wants to have completed: cobra tells its
// faults past our writers, and no completion begins with what is not shown.
func cleanCompletion(args []string) []string {
	if len(args) == 0 || args[0] != cobra.ShellCompRequestCmd && args[0] != cobra.ShellCompNoDescRequestCmd {
		return args
	}
	clean := make([]string, len(args))
	for i, arg := range args {
		clean[i] = string(terminal.Line(arg))
	}
	return clean
}

// exitStatus is the one place that turns errors into exit codes and messages.
func (a *app) exitStatus(err error) int {
	var s stopped
	switch {
	case err == nil:
		return 0
	case errors.As(err, &s):
		return s.status()
	case errors.Is(err, errNothing):
		return 1
	case errors.Is(err, syscall.EPIPE): // the reader has had enough
		return stopped{syscall.SIGPIPE}.status()
	}
	a.stderr.Printf("waptkb: %s\n", terminal.Indented(err.Error()))
	return 2
}
