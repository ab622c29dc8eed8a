package steps

import (
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"time"

	"dolab/durable"
	"dolab/experiments/search"
)

// storage is what an object has stored: rows of a query, or a key.
type storage struct {
	object
	line   int
	sql    string
	args   []any
	rows   *search.Node
	key    *expected
	value  *search.Node
	absent bool
}

func readStorage(m *mapping) *storage {
	x := &storage{object: m.object("storage"), line: m.n.Line, sql: m.name("sql"), rows: m.field("rows"), value: m.field("value")}
	for _, item := range m.list("args") {
		x.args = append(x.args, item.Value)
	}
	if f := m.field("key"); f != nil {
		x.key = &expected{m.name("key"), f.Line}
	}
	x.absent = m.flag("absent")
	asked := 0
	for _, name := range []string{"rows", "value", "absent"} {
		if m.field(name) != nil {
			asked++
		}
	}
	switch {
	case (x.sql == "") == (x.key == nil):
		m.fail(m.n, "storage: the step has sql or key: want one of them")
	case asked != 1:
		m.fail(m.n, "storage: the step has %d of rows, value and absent: want one", asked)
	case x.rows != nil && x.key != nil:
		m.fail(m.field("rows"), "rows: a key has a value")
	case m.field("absent") != nil && (x.key == nil || !x.absent):
		m.fail(m.field("absent"), "absent: it is true, of a key that there is not")
	case x.rows != nil && x.rows.Kind != search.NodeList:
		m.fail(x.rows, "rows: %s is not a list of rows, each a list of values", x.rows)
	case len(m.list("args")) > 0 && x.key != nil:
		m.fail(m.field("args"), "args: they are of sql")
	}
	return x
}

func (x *storage) do(s *Session) error {
	stub := x.stub(s)
	if x.key != nil {
		v, err := s.Objects.Value(stub, x.key.text)
		none := errors.Is(err, durable.ErrNoKey)
		switch {
		case err != nil && !none:
			return err
		case x.absent && !none:
			return &Mismatch{x.key.line, "key " + x.key.text, "none", jsonText(v)}
		case x.absent:
			return nil
		case none:
			return &Mismatch{x.value.Line, "key " + x.key.text, jsonText(x.value.Data()), "none"}
		}
		return holdValue("key "+x.key.text, x.value, v)
	}
	rows, err := s.Objects.Query(stub, x.sql, x.args...)
	if err != nil {
		return &Mismatch{x.line, "sql", "rows", "the error " + quote(err.Error())}
	}
	list := make([]any, len(rows))
	for n, row := range rows {
		list[n] = plainRow(row)
	}
	if x.value == nil {
		return holdValue("rows", x.rows, list)
	}
	if len(rows) != 1 || len(rows[0]) != 1 {
		return &Mismatch{x.value.Line, "value", jsonText(x.value.Data()), "not one value: " + jsonText(list)}
	}
	return holdValue("value", x.value, plainRow(rows[0])[0])
}

// plainRow is a row as JSON has it: bytes are hexadecimal digits.
func plainRow(row []any) []any {
	out := make([]any, len(row))
	for n, v := range row {
		if b, ok := v.([]byte); ok {
			v = hex.EncodeToString(b)
		}
		out[n] = v
	}
	return out
}

// alarm is how an object's alarm stands.
type alarm struct {
	object
	line int
	set  bool
	in   *spans
	at   time.Time
}

func readAlarm(m *mapping) *alarm {
	x := &alarm{object: m.object("alarm"), line: m.n.Line, set: true, in: m.durations("in")}
	if m.field("set") != nil {
		x.set = m.flag("set")
	}
	if f := m.scalar("at", "a date"); f != nil {
		var err error
		if x.at, err = time.Parse(time.RFC3339, f.Text); err != nil {
			m.fail(f, "at: %s is not a date: want 2026-01-01T00:00:00Z", f)
		}
	}
	switch {
	case x.in != nil && !x.at.IsZero():
		m.fail(m.n, "alarm: the step has in and at: want one of them")
	case !x.set && (x.in != nil || !x.at.IsZero()):
		m.fail(m.field("set"), "set: an alarm that is not set has no time")
	}
	return x
}

func (x *alarm) do(s *Session) error {
	seen, err := s.Objects.Look(x.stub(s))
	if err != nil {
		return err
	}
	now, got := s.World.Now(), "none"
	if set := !seen.Alarm.IsZero(); set {
		got = fmt.Sprintf("%s, in %v", date(seen.Alarm), seen.Alarm.Sub(now).Round(time.Millisecond))
	}
	switch {
	case !x.set && got != "none":
		return &Mismatch{x.line, "alarm", "none", got}
	case x.set && got == "none":
		return &Mismatch{x.line, "alarm", "one that is set", got}
	case !x.at.IsZero() && !seen.Alarm.Equal(x.at):
		return &Mismatch{x.line, "alarm", date(x.at), got}
	case x.in != nil && (seen.Alarm.Sub(now) < x.in.lo || seen.Alarm.Sub(now) > x.in.hi):
		return &Mismatch{x.in.line, "alarm", "one in " + x.in.text, got}
	}
	return nil
}

// log is lines of the console.
type log struct {
	re    *regexp.Regexp
	times *bounds
}

func readLog(m *mapping) *log {
	x := &log{re: m.pattern("log"), times: m.numbers("times")}
	if x.times == nil {
		x.times = &bounds{1, 1 << 62, "one or more", m.n.Line}
	}
	return x
}

func (x *log) do(s *Session) error {
	n := int64(0)
	for _, c := range s.Console {
		if x.re.MatchString(c.Text) {
			n++
		}
	}
	if x.times.hold(n) {
		return nil
	}
	got := fmt.Sprintf("%d of %d lines", n, len(s.Console))
	if k := len(s.Console); k > 0 {
		got += ", the last of which is " + quote(s.Console[k-1].Text)
	}
	return &Mismatch{x.times.line, "log", fmt.Sprintf("%s that match %s", x.times.text, quote(x.re.String())), got}
}
