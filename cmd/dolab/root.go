package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"dolab/experiments"
)

// The exit codes.
const (
	exitOK     = 0
	exitClaim  = 1 // a report contradicts its experiment's claim, a replay differs, or trouble asked for ends a run
	exitUsage  = 2
	exitOurBug = 3
	exitWrite  = 4   // a result cannot be written: a full disk, a limit on the size of files
	exitSignal = 130 // interrupted: what was found until then is saved and shown
)

// errorBytesMax is how long what is said of a command that makes no sense may be.
const errorBytesMax = 4000

// app is one command line being obeyed.
type app struct {
	program     string // as the user calls it: replay commands begin with it
	experiments []experiments.Experiment
	stdout      io.Writer
	stderr      io.Writer
	interrupted atomic.Bool
	grace       atomic.Int64           // how long the command may take to end, in nanoseconds; 0: stopGrace
	terminal    atomic.Pointer[func()] // restores the terminal, nil where nothing has changed it
	printed     checkedWriter          // stdout for texts that cobra prints
	helpErr     error                  // of writing a help text

	filesLock sync.Mutex
	files     []*outFile // that were opened for results
}

// errContradicted: the report says why; nothing is left to say.
var errContradicted = errors.New("the claim is contradicted")

// usageError is a command that makes no sense.
type usageError struct{ err error }

func (u *usageError) Error() string { return u.err.Error() }
func (u *usageError) Unwrap() error { return u.err }

func usage(format string, args ...any) error { return &usageError{fmt.Errorf(format, args...)} }

// ourBug is a failure that no command may cause, with the command that shows it again.
type ourBug struct {
	err    error
	stack  []byte
	replay string
}

func (b *ourBug) Error() string { return b.err.Error() }
func (b *ourBug) Unwrap() error { return b.err }

// writeError is a result that cannot be written.
type writeError struct {
	name string // of the file, or "stdout"
	err  error
}

func (w *writeError) Error() string { return fmt.Sprintf("cannot write %s: %v", w.name, w.err) }
func (w *writeError) Unwrap() error { return w.err }

// unwritten is a writeError, nil where err is. The path, which the error of a system call repeats, is left out.
func unwritten(name string, err error) error {
	if err == nil {
		return nil
	}
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		err = path.Err
	case errors.As(err, &link):
		err = link.Err
	}
	return &writeError{name, err}
}

// unfinished is a run that the platform has kept from its end, by an error that the experiment does not expect or by
// faults and numbers of the user's own, with the command that shows it again.
type unfinished struct {
	err    error
	under  string // under what: "On profile hostile"
	replay string
}

func (u *unfinished) Error() string { return u.err.Error() }
func (u *unfinished) Unwrap() error { return u.err }

// caught is a recovered panic as an error, nil for no panic.
func caught(v any) *ourBug {
	switch v := v.(type) {
	case nil:
		return nil
	case error:
		return &ourBug{err: fmt.Errorf("panic: %w", v), stack: debug.Stack()}
	default:
		return &ourBug{err: fmt.Errorf("panic: %v", v), stack: debug.Stack()}
	}
}

// run obeys args and returns the exit code.
func (a *app) run(args []string) (code int) {
	defer func() {
		if b := caught(recover()); b != nil {
			code = a.exit(b)
		}
		a.discardAll() // Files that were not put in their places.
	}()
	root := a.root()
	root.SetArgs(args)
	root.SetErr(a.stderr)
	err := root.Execute()
	err = errors.Join(err, unwritten("stdout", a.printed.err), a.helpErr)
	if a.stopped() {
		return a.exitInterrupted(err)
	}
	return a.exit(err)
}

// exitInterrupted says what an interrupt has left and returns the code for it.
func (a *app) exitInterrupted(err error) int {
	var unwritten *writeError
	switch {
	case errors.As(err, &unwritten):
		return a.exit(err)
	case err == nil, errors.Is(err, errContradicted):
		a.complain("dolab: interrupted; what was found until then is shown and saved\n")
	default:
		a.complain("dolab: interrupted; nothing was found until then\n")
	}
	return exitSignal
}

// exit says what is wrong and returns the code for it.
func (a *app) exit(err error) int {
	var bug *ourBug
	var unknown *experiments.ErrUnknown
	var misused *usageError
	var cut *unfinished
	var unwritten *writeError
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &unwritten):
		if unwritten.name != "stdout" || !errors.Is(err, syscall.EPIPE) { // Who closes the pipe has read enough.
			a.complain("dolab: %v\n", unwritten)
		}
		return exitWrite
	case errors.Is(err, errContradicted):
		return exitClaim
	case errors.As(err, &bug):
		a.complain("dolab: %v\n%s", bug.err, bug.stack)
		a.complain("This is a bug of dolab, not of your objects. Please report it with the seed:\n  %s\n", bug.replay)
		return exitOurBug
	case errors.As(err, &cut):
		a.complain("dolab: %v\n%s it does not come to its end.\n%s\n", cut.err, cut.under, cut.replay)
		return exitClaim
	case errors.As(err, &unknown), errors.As(err, &misused):
		text := err.Error()
		if len(text) > errorBytesMax { // It quotes what was given.
			text = strings.ToValidUTF8(text[:errorBytesMax], "") + "…"
		}
		a.complain("dolab: %s\n", text)
		return exitUsage
	default: // Cobra's own: an unknown command, a missing argument.
		text, _, _ := strings.Cut(err.Error(), "\n")
		a.complain("dolab: %s\n", text)
		return exitUsage
	}
}

// complain writes to stderr. It ignores an error of that, which has nowhere else to go.
func (a *app) complain(format string, args ...any) { _, _ = fmt.Fprintf(a.stderr, format, args...) }

// misspelt is the error of a flag that does not exist or has a value that it does not take.
func misspelt(c *cobra.Command, err error) error {
	var missing *pflag.NotExistError
	switch plain := unfit(err); {
	case plain != err:
		return usage("%w", plain)
	case errors.As(err, &missing):
		var known []string
		c.Flags().VisitAll(func(f *pflag.Flag) { known = append(known, f.Name) })
		return usage("%w: %s takes %s", err, c.Name(), flagList(known))
	}
	return usage("%w (see %s --help)", err, c.CommandPath())
}

// unfit says of a flag's value that it does not take why, in our words.
func unfit(err error) error {
	var value *pflag.InvalidValueError
	if errors.As(err, &value) && value.GetFlag().Value.Type() == "bool" {
		return fmt.Errorf("--%s %s: want true or false", value.GetFlag().Name, shortened(typed(value.GetValue())))
	}
	if errors.As(err, &value) {
		return fmt.Errorf("--%s %s: %w", value.GetFlag().Name, shortened(typed(value.GetValue())), errors.Unwrap(value))
	}
	return err
}

// checkedWriter remembers the first error of a writer, for texts that cobra prints.
type checkedWriter struct {
	w   io.Writer
	err error
}

func (c *checkedWriter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	if c.err == nil {
		c.err = err
	}
	return n, err
}

func (a *app) root() *cobra.Command {
	number := false // --version: cobra's own would ignore arguments.
	root := &cobra.Command{
		Use:           "dolab",
		Short:         "Dolab runs Durable Objects in simulated worlds, injects faults, and finds and shrinks what goes wrong.",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if number {
				_, err := fmt.Fprintln(a.stdout, "dolab", version())
				return unwritten("stdout", err)
			}
			return c.Help()
		},
	}
	root.Flags().BoolVarP(&number, "version", "v", false, "version for dolab")
	root.SetFlagErrorFunc(misspelt)
	root.SetHelpFunc(a.help)
	root.AddGroup(commandGroups()...)
	add := func(group string, commands ...*cobra.Command) {
		for _, c := range commands {
			c.GroupID = group
			root.AddCommand(c)
		}
	}
	add(groupRun, a.runCommand(), a.replayCommand(), a.workerCommand(), a.devCommand(), a.benchCommand())
	add(groupFind, a.huntCommand(), a.shrinkCommand(), a.crashCommand(), a.exploreCommand(), a.initCommand())
	add(groupMore, a.listCommand(), a.versionCommand())
	a.printed.w = a.stdout
	root.SetOut(&a.printed) // Completion takes it now.
	root.SetCompletionCommandGroupID(groupMore)
	root.InitDefaultCompletionCmd()
	root.SetHelpCommand(a.helpCommand(root))
	refuseArguments(root)
	root.Args = func(c *cobra.Command, args []string) error {
		if len(args) == 0 {
			return nil
		}
		return unknownCommand(c, args[0])
	}
	return root
}
