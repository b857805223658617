// Command waptkb finds the solution of WAPT errors: from the terminal, as a web
// site with a JSON API, and for chats and assistants. It needs no network.
//
// Every command is a file of its own: a constructor of the cobra command and a
// function that does the work. Results go to standard output, everything else to
// standard error.
//
// # Exit status
//
//	0  something was found, or done
//	1  nothing was found
//	2  wrong use, or a fault
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// errNothing ends a command that found nothing; it is no fault and says nothing.
var errNothing = errors.New("nothing found")

// run executes one command line and gives the exit status.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	a, err := newApp(stdin, stdout, stderr)
	if err != nil {
		fmt.Fprintln(stderr, "waptkb:", err)
		return 2
	}
	root := a.command()
	root.SetArgs(unsignCodes(args))
	err = root.ExecuteContext(ctx)
	return a.exitStatus(errors.Join(err, a.close()))
}

// exitStatus is the one place that turns errors into exit codes and messages.
func (a *app) exitStatus(err error) int {
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errNothing):
		return 1
	}
	fmt.Fprintf(a.stderr, "waptkb: %v\n", err)
	return 2
}
