package actor

import (
	"io"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/cespare/xxhash/v2"
)

// TraceVersion is the version of the format of trace lines, which TRACE.md describes. It goes up when a field or an event
// changes its meaning or goes away. A new event, or a new field, does not change it: readers pass over what they do not
// know.
const TraceVersion = 1

// Event is one thing that crossed the border of an actor. What is empty is left out of its line.
type Event struct {
	Kind string // what happened: "call", "turn", "commit", "alarm", …
	Who  string // the actor it happened to
	What string // the method, key or message
	Peer string // the other side
	N    int64  // a number of the kind's own: a commit number, a retry count
	Note string // an error's text, a detail
}

// trace writes events as JSON lines and keeps their hash. The hash is XXH64 over the bytes of the lines, so it
// does not depend on whether anybody reads them, and a written trace can be checked with xxhsum.
type trace struct {
	out   io.Writer              // nil: only hashed
	wants func(kind string) bool // whether an event gets a line; nil: each does
	err   error                  // the first error of out
	hash  xxhash.Digest
	lines int64
	buf   []byte
	tail  [][]byte // the last lines, a ring
}

func newTrace(o Options) *trace {
	t := &trace{out: o.Trace, tail: make([][]byte, o.TailMax)}
	t.hash.Reset()
	if !o.Unhashed || o.TailMax > 0 {
		return t
	}
	if o.Trace == nil {
		t.wants = func(string) bool { return false }
	} else if picky, is := o.Trace.(interface{ Wants(kind string) bool }); is {
		t.wants = picky.Wants
	}
	return t
}

func (t *trace) add(now time.Duration, e *Event) {
	if t.wants != nil && !t.wants(e.Kind) {
		t.lines++
		return
	}
	b := append(t.buf[:0], `{"step":`...)
	b = strconv.AppendInt(b, t.lines, 10)
	b = append(b, `,"t":`...)
	b = appendMillis(b, now)
	b = appendField(b, `,"ev":`, e.Kind)
	b = appendField(b, `,"who":`, e.Who)
	b = appendField(b, `,"what":`, e.What)
	b = appendField(b, `,"peer":`, e.Peer)
	if e.N != 0 {
		b = append(b, `,"n":`...)
		b = strconv.AppendInt(b, e.N, 10)
	}
	b = appendField(b, `,"note":`, e.Note)
	b = append(b, '}', '\n')
	t.buf = b
	_, _ = t.hash.Write(b) // A hash's Write does not fail.
	if n := int64(len(t.tail)); n > 0 {
		t.tail[t.lines%n] = append(t.tail[t.lines%n][:0], b...)
	}
	t.lines++
	if t.out != nil && t.err == nil {
		_, t.err = t.out.Write(b)
	}
}

// last returns the newest lines, oldest first.
func (t *trace) last() []string {
	var lines []string
	n := int64(len(t.tail))
	for i := max(0, t.lines-n); i < t.lines; i++ {
		lines = append(lines, string(t.tail[i%n]))
	}
	return lines
}

func appendField(b []byte, key, value string) []byte {
	if value == "" {
		return b
	}
	return appendString(append(b, key...), value)
}

// appendMillis writes a duration as milliseconds, with only as many digits after the point as it has.
func appendMillis(b []byte, d time.Duration) []byte {
	b = strconv.AppendInt(b, int64(d/time.Millisecond), 10)
	frac := d % time.Millisecond
	if frac == 0 {
		return b
	}
	digits := strconv.Itoa(int(frac + time.Millisecond))[1:]
	for digits[len(digits)-1] == '0' {
		digits = digits[:len(digits)-1]
	}
	return append(append(b, '.'), digits...)
}

// appendString writes s as a JSON string. Bytes that are not UTF-8 become U+FFFD.
func appendString(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	plain := 0 // s[plain:i] needs no escape.
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf && c >= ' ' && c != '"' && c != '\\' {
			i++
			continue
		}
		b = append(b, s[plain:i]...)
		size := 1
		switch {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c < ' ':
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		default:
			var r rune
			r, size = utf8.DecodeRuneInString(s[i:])
			b = utf8.AppendRune(b, r)
		}
		i += size
		plain = i
	}
	return append(append(b, s[plain:]...), '"')
}
