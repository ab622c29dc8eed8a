package sqlite

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"
	"github.com/stretchr/testify/require"
)

// TestTranscripts runs testdata/*.txt. Commands are the methods of DB; exec prints rows as the runtime's recorded
// transcripts do, so that those can be compared letter for letter.
func TestTranscripts(t *testing.T) {
	datadriven.Walk(t, "testdata", func(t *testing.T, path string) {
		if !strings.HasSuffix(path, ".txt") {
			return
		}
		s := &session{t: t, path: t.TempDir() + "/db.sqlite", cursors: map[string]*Cursor{}, lists: map[string]*List{}}
		s.open("")
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			s.t = t
			return s.run(d)
		})
		require.NoError(t, s.db.Close())
	})
}

// TestZone runs the transcript of time again where local time is far from UTC.
func TestZone(t *testing.T) {
	cmd := exec.Command(os.Args[0], "-test.run", "^TestTranscripts$/^time$")
	cmd.Env = append(os.Environ(), "TZ=FAR-9")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
}

type session struct {
	t     *testing.T
	path  string
	db    *DB
	now   time.Time
	begun int

	pagesMax int64
	cursors  map[string]*Cursor
	lists    map[string]*List
}

func (s *session) open(path string) {
	var err error
	s.now = time.Date(2030, 1, 2, 3, 4, 5, 678e6, time.UTC)
	s.db, err = Open(Options{
		Path: path, NoSync: true, PagesMax: s.pagesMax,
		Now:     func() time.Time { return s.now },
		OnBegin: func() { s.begun++ },
	})
	require.NoError(s.t, err)
}

func (s *session) run(d *datadriven.TestData) string {
	arg := func(i int) string { return d.CmdArgs[i].Key }
	switch d.Cmd {
	case "exec", "cursor":
		return s.exec(d)
	case "each": // One statement a line.
		var b strings.Builder
		for line := range strings.Lines(d.Input) {
			rows, err := s.query(strings.TrimSuffix(line, "\n"))
			fmt.Fprintf(&b, "%s", result(rows, err))
		}
		return b.String()
	case "next":
		return s.next(arg(0), d.HasArg("all"))
	case "close-cursor":
		s.cursors[arg(0)].Close()
		return ""
	case "get":
		value, found, err := s.db.Get(unescape(arg(0)))
		if err != nil || !found {
			return result("none", err)
		}
		return fmt.Sprintf("%s\n", value)
	case "put":
		return result("", s.db.Put(unescape(arg(0)), []byte(arg(1))))
	case "fill": // A key with a value of so many bytes.
		n, err := strconv.Atoi(arg(1))
		require.NoError(s.t, err)
		return result("", s.db.Put(arg(0), make([]byte, n)))
	case "full":
		return result("", s.db.Full(arg(0) == "on"))
	case "lost":
		return result("nothing", s.db.Lost())
	case "delete":
		found, err := s.db.Delete(unescape(arg(0)))
		return result(fmt.Sprint(found), err)
	case "list":
		return s.list(d)
	case "mark":
		return numbered(s.db.Mark())
	case "commit":
		return numbered(s.db.Commit())
	case "confirm":
		n, err := strconv.ParseInt(arg(0), 10, 64)
		require.NoError(s.t, err)
		return result("", s.db.Confirm(n))
	case "now":
		var err error
		s.now, err = time.Parse(time.RFC3339Nano, arg(0))
		return result("", err)
	case "size":
		return numbered(s.db.Size())
	case "begun":
		return fmt.Sprintln(s.db.InTxn(), s.begun)
	default:
		return s.simple(d)
	}
}

// simple runs what takes no argument and returns an error.
func (s *session) simple(d *datadriven.TestData) string {
	switch d.Cmd {
	case "alarm":
		ns, found, err := s.db.Alarm()
		return result(fmt.Sprint(ns, found), err)
	case "set-alarm":
		ns, err := strconv.ParseInt(d.CmdArgs[0].Key, 10, 64)
		require.NoError(s.t, err)
		changed, err := s.db.SetAlarm(ns)
		return result(fmt.Sprint(changed), err)
	case "delete-alarm":
		changed, err := s.db.DeleteAlarm()
		return result(fmt.Sprint(changed), err)
	case "file":
		require.NoError(s.t, s.db.Close())
		s.open(s.path)
		return ""
	case "pages": // A new database of at most so many.
		require.NoError(s.t, s.db.Close())
		n, err := strconv.ParseInt(d.CmdArgs[0].Key, 10, 64)
		require.NoError(s.t, err)
		s.pagesMax = n
		s.open("")
		return ""
	case "reopen":
		s.open(s.path) // Without closing, as after a kill.
		return ""
	}
	f, found := map[string]func() error{
		"begin": s.db.Begin, "rollback": s.db.Rollback, "crash": s.db.Crash, "delete-all": s.db.DeleteAll,
		"savepoint": s.db.Savepoint, "release": s.db.Release, "rollback-to": s.db.RollbackTo,
	}[d.Cmd]
	if !found {
		d.Fatalf(s.t, "no command %q", d.Cmd)
	}
	return result("", f())
}

func (s *session) exec(d *datadriven.TestData) string {
	var args []any
	name, metered := "", false
	for _, a := range d.CmdArgs {
		switch a.Key {
		case "meter":
			metered = true
		case "bind":
			for _, v := range a.Vals {
				args = append(args, literal(v))
			}
		default:
			name = a.Key
		}
	}
	c, err := s.db.Exec(d.Input, args...)
	if err != nil || d.Cmd == "cursor" {
		s.cursors[name] = c
		return result("", err)
	}
	rows, err := all(c)
	if metered && err == nil {
		written, err := c.RowsWritten()
		return result(fmt.Sprintf("%s read %d written %d", rows, c.RowsRead(), written), err)
	}
	return result(rows, err)
}

func (s *session) query(sql string) (string, error) {
	c, err := s.db.Exec(sql)
	if err != nil {
		return "", err
	}
	return all(c)
}

func (s *session) next(name string, rest bool) string {
	c := s.cursors[name]
	if rest {
		rows, err := all(c)
		return result(rows, err)
	}
	if !c.Next() {
		return result("done", c.Err())
	}
	return show(c.ColumnNames(), c.Row()) + "\n"
}

func (s *session) list(d *datadriven.TestData) string {
	var o ListOptions
	name, count := "", 1000
	for _, a := range d.CmdArgs {
		value := ""
		if len(a.Vals) > 0 {
			value = unescape(a.Vals[0])
		}
		switch a.Key {
		case "start":
			o.Start = value
		case "after":
			o.StartAfter, o.HasStartAfter = value, true
		case "end":
			o.End, o.HasEnd = value, true
		case "prefix":
			o.Prefix = value
		case "reverse":
			o.Reverse = true
		case "limit":
			o.Limit, _ = strconv.Atoi(value)
		case "count":
			count, _ = strconv.Atoi(value)
		default:
			name = a.Key
		}
	}
	l := s.lists[name]
	if l == nil || name == "" {
		var err error
		if l, err = s.db.List(o); err != nil {
			return result("", err)
		}
		s.lists[name] = l
	}
	var keys []string
	for len(keys) < count && l.Next() {
		keys = append(keys, fmt.Sprintf("%+q", l.Key()))
	}
	return result(strings.Join(keys, " "), l.Err())
}

func all(c *Cursor) (string, error) {
	rows, err := c.All()
	var out []string
	for _, r := range rows {
		out = append(out, show(c.ColumnNames(), r))
	}
	return "[" + strings.Join(out, ", ") + "]", err
}

// show prints a row as JavaScript would see it.
func show(names []string, row []any) string {
	var out []string
	for i, n := range names {
		out = append(out, n+": "+showValue(row[i]))
	}
	return "{" + strings.Join(out, ", ") + "}"
}

func showValue(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case string:
		var b strings.Builder
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		_ = e.Encode(v)
		return strings.TrimSuffix(b.String(), "\n")
	case []byte:
		return fmt.Sprintf("ArrayBuffer(%d)%s", len(v), strings.ReplaceAll(fmt.Sprint(v), " ", ","))
	case float64:
		if v == math.Trunc(v) && math.Abs(v) < 1e15 {
			return strconv.FormatFloat(v, 'f', -1, 64)
		}
	}
	return fmt.Sprint(v)
}

func literal(s string) any {
	switch {
	case s == "null":
		return nil
	case s == "true", s == "false":
		return s == "true"
	case strings.HasPrefix(s, "'"):
		return strings.Trim(s, "'")
	case strings.HasPrefix(s, "x"):
		return []byte(s[1:])
	}
	if i, err := strconv.ParseInt(s, 10, 64); err == nil {
		return i
	}
	f, _ := strconv.ParseFloat(s, 64)
	return f
}

func unescape(s string) string {
	if u, err := strconv.Unquote(`"` + s + `"`); err == nil {
		return u
	}
	return s
}

func numbered(n int64, err error) string { return result(fmt.Sprint(n), err) }

func result(s string, err error) string {
	switch {
	case err != nil:
		return "! " + err.Error() + "\n"
	case s == "":
		return "ok\n"
	}
	return s + "\n"
}
