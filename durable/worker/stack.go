package worker

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"dolab/durable/worker/bundle"
	"dolab/durable/worker/engine"
)

// preludeName is the file of the prelude in stacks, which do not show it.
const preludeName = "dolab:prelude"

// fakesSuffix makes the name of the module of WithBindings.
const fakesSuffix = "-bindings"

// stubPrefix begins the files by which the bundler stands in for modules of Node that are not built.
const stubPrefix = "dolab-stub:"

// place turns a place in a bundle into that of the user's file which it was made of. Stacks leave out what the bundler
// has added, and the prelude.
func (c *Config) place(file string, line, column int) (string, int, int) {
	var m *bundle.Map
	switch file {
	case preludeName:
		return "", 0, 0
	case c.Name:
		m = c.Map
	case c.Name + fakesSuffix:
		m = c.FakesMap
	}
	if m == nil || line == 0 {
		return file, line, column
	}
	if file, line, column, _ = m.Position(line, column); strings.HasPrefix(file, stubPrefix) {
		return "", 0, 0
	}
	return file, line, column
}

// scriptError is an error that a script caused while it was loaded: what it threw, or a limit that it crossed. Its text
// has the place in the user's files, and the frames that led there.
type scriptError struct {
	Text  string
	Stack string // frames, one a line, each after "\n    at "; "" for none
	Err   error  // of the engine
}

// frame is the place in a line of a stack.
var frame = regexp.MustCompile(`(?m)^    at (?:.*\()?([^()\n]+:\d+:\d+)\)?$`)

func (e *scriptError) Error() string {
	text := e.Text + e.Stack
	if at := frame.FindStringSubmatch(e.Stack); at != nil {
		text = at[1] + ": " + text
	}
	return text
}

// Unwrap returns the error of the engine.
func (e *scriptError) Unwrap() error { return e.Err }

// scriptError is an error of loading a script as its user reads it.
func (c *Config) scriptError(err error) error {
	var thrown *engine.Exception
	var limit *engine.LimitError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &thrown):
		return &scriptError{Text: thrown.Error() + causes(thrown), Stack: c.compiled(frames(thrown.Stack)), Err: err}
	case errors.As(err, &limit):
		return &scriptError{Text: textLoadTicks, Stack: limit.Stack, Err: err}
	case errors.Is(err, engine.ErrTicks):
		return &scriptError{Text: c.main() + ": " + textLoadTicks, Err: err}
	case errors.Is(err, engine.ErrMemory):
		return &scriptError{Text: fmt.Sprintf("%s: the module takes more than %d MiB of memory while it is evaluated",
			c.main(), loadBytes>>20), Err: err}
	}
	return err
}

// bundled matches a place in a stack to which Config.place has not been applied.
var bundled = regexp.MustCompile(`([^\s():]+):(\d+):(\d+)`)

// compiled turns the place of a syntax error, which the engine finds before it makes stacks, into the user's.
func (c *Config) compiled(stack string) string {
	return bundled.ReplaceAllStringFunc(stack, func(text string) string {
		part := bundled.FindStringSubmatch(text)
		line, err := strconv.Atoi(part[2])
		column, err2 := strconv.Atoi(part[3])
		if err != nil || err2 != nil || part[1] != c.Name && part[1] != c.Name+fakesSuffix {
			return text
		}
		file, line, column := c.place(part[1], line, column)
		if file == "" {
			return text
		}
		return fmt.Sprintf("%s:%d:%d", file, line, column)
	})
}

// main is the file that the module is made of, or the Worker's name.
func (c *Config) main() string {
	if c.Project == nil {
		return c.Name
	}
	file, err := filepath.Rel(c.Project.Dir, c.Project.Main)
	if err != nil {
		return c.Project.Main
	}
	return filepath.ToSlash(file)
}

// textLoadTicks is what is said of a module whose evaluation does not end.
const textLoadTicks = "the module runs too long at its top level: is there an endless loop?"

// frames are the lines of a stack that are places.
func frames(stack string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(stack, "\n") {
		if strings.HasPrefix(line, "    at ") {
			b.WriteString("\n" + line)
		}
	}
	return b.String()
}

// causes are the causes of an error, in one line.
func causes(e *engine.Exception) string {
	text := ""
	for c := e.Cause; c != nil; c = c.Cause {
		text += " (cause: " + c.Error() + ")"
	}
	return text
}

// stackOf is an error with its frames, as a console shows it.
func stackOf(e *engine.Exception) string { return e.Error() + causes(e) + frames(e.Stack) }

// limitStack are the frames of what has used up its ticks.
func limitStack(err error) string {
	var limit *engine.LimitError
	if errors.As(err, &limit) {
		return limit.Stack
	}
	return ""
}
