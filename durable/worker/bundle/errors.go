package bundle

import (
	"cmp"
	"errors"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/evanw/esbuild/pkg/api"

	"dolab/durable/worker/project"
)

// Error is one fault of a bundle.
type Error struct {
	Pos  project.Pos
	Text string
	// Notes say more, each in a line of its own.
	Notes []string
}

func (e *Error) Error() string {
	text := e.Text
	if e.Pos.File != "" {
		text = e.Pos.String() + ": " + text
	}
	for _, n := range e.Notes {
		text += "\n  " + strings.ReplaceAll(n, "\n", "\n  ")
	}
	return text
}

// Errors are all faults of a bundle, ordered by place.
type Errors []*Error

func (e Errors) Error() string {
	var list []string
	for _, err := range e {
		list = append(list, err.Error())
	}
	return strings.Join(list, "\n")
}

// Unwrap lets errors.As find an *Error.
func (e Errors) Unwrap() []error {
	list := make([]error, len(e))
	for n, err := range e {
		list[n] = err
	}
	return list
}

// errorsMax bounds the errors of one bundle, textMax the text of each in bytes.
const (
	errorsMax = 100
	textMax   = 2000
)

// errors are the bundler's errors in our form.
func (w *worker) errors(list []api.Message) Errors {
	var all Errors
	for _, m := range list {
		all = append(all, w.message(m))
	}
	slices.SortStableFunc(all, func(a, b *Error) int {
		return cmp.Or(strings.Compare(a.Pos.File, b.Pos.File), a.Pos.Line-b.Pos.Line, a.Pos.Column-b.Pos.Column)
	})
	all = slices.CompactFunc(all, func(a, b *Error) bool { return a.Error() == b.Error() })
	return all[:min(len(all), errorsMax)]
}

// unresolved matches the bundler's text for a module that it cannot find.
var unresolved = regexp.MustCompile(`^Could not resolve "(.+?)"$`)

func (w *worker) message(m api.Message) *Error {
	e := &Error{Pos: w.position(m.Location), Text: shorten(strings.ReplaceAll(m.Text, `"`+modulePrefix, `"`))}
	for _, n := range m.Notes {
		switch {
		case n.Text == "" || strings.Contains(n.Text, "as external to exclude it from the bundle"):
		case strings.Contains(n.Text, "The package") && strings.Contains(n.Text, "built into node"):
		case strings.HasSuffix(n.Text, "was triggered by this import"):
			if n.Location != nil && n.Location.File != entryName {
				e.Notes = append(e.Notes, "imported at "+w.position(n.Location).String())
			}
		case n.Location != nil:
			e.Notes = append(e.Notes, w.position(n.Location).String()+": "+shorten(n.Text))
		default:
			e.Notes = append(e.Notes, shorten(n.Text))
		}
	}
	if strings.HasPrefix(m.Text, "Invalid define") || strings.HasPrefix(e.Pos.File, "(define ") {
		e.Pos = w.defined(m)
	}
	if found := unresolved.FindStringSubmatch(m.Text); found != nil {
		w.explain(e, found[1])
	}
	return e
}

// explain says what can be done about a module that cannot be found.
func (w *worker) explain(e *Error, name string) {
	bare := strings.TrimPrefix(name, "node:")
	switch {
	case !nodeModules[bare] && !strings.HasPrefix(name, "."):
		e.Notes = append(e.Notes, `install the package, or add an entry to "alias" in the wrangler configuration`)
	case !nodeModules[bare]:
	case w.Node == project.NodePrefixed && bare == name:
		e.Text = `The package "` + name + `" wasn't found on the file system but is built into node.`
		e.Notes = append(e.Notes, `Make sure to prefix the module name with "node:" or update your compatibility_date `+
			`to 2024-09-23 or later.`)
	case w.Node == project.NodeOff || w.Node == project.NodeALS:
		e.Text = `The package "` + name + `" wasn't found on the file system but is built into node.`
		e.Notes = append(e.Notes, `Add the "nodejs_compat" compatibility flag to your project.`)
	}
}

// defined is the place of the field "define" that an error is about: it shows the name, or ends in the expression.
func (w *worker) defined(m api.Message) project.Pos {
	for _, d := range w.Define {
		if m.Location != nil && m.Location.LineText == d.Name || strings.HasSuffix(m.Text, ": "+d.Value) {
			return d.Pos
		}
	}
	return project.Pos{}
}

func (w *worker) position(l *api.Location) project.Pos {
	if l == nil {
		return project.Pos{}
	}
	file := strings.TrimPrefix(l.File, modulePrefix)
	if l.File == entryName {
		return project.Pos{File: relative(w.Dir, w.Main)}
	}
	column := l.Column
	if column <= len(l.LineText) {
		column = utf8.RuneCountInString(l.LineText[:column])
	}
	return project.Pos{File: file, Line: l.Line, Column: 1 + column}
}

func shorten(text string) string {
	if len(text) > textMax {
		text = strings.ToValidUTF8(text[:textMax], "") + "…"
	}
	return text
}

// plainError is an error without its path, which is absolute and differs between machines.
func plainError(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}
