package alarms

import (
	"strconv"
	"strings"
)

// A sequence number says in which order schedules were made, and is never used twice in an object: milliseconds
// since 1970, 8 bits of the incarnation, 12 bits that count, and always more than any number in the table. It is a
// ULID that needs neither entropy (each draw would be one more decision of the world) nor a counter on disk (one
// more row written a schedule), is an INTEGER, and serves as the id of a schedule that its maker does not name.
const (
	countBits       = 12
	incarnationBits = 8
)

func (a *Schedules) sequence() (int64, error) {
	if err := a.survey(); err != nil {
		return 0, err
	}
	n := a.now() << (countBits + incarnationBits)
	n |= int64(a.st.Incarnation()) & (1<<incarnationBits - 1) << countBits
	a.last = max(a.last+1, n)
	return a.last, nil
}

// sequenceID writes a sequence number in 13 characters that sort as the numbers do.
func sequenceID(n int64) string {
	s := strconv.FormatInt(n, 36)
	return strings.Repeat("0", max(0, 13-len(s))) + s
}

// occurrenceKey names an occurrence of a schedule: the same for each attempt, and for no other.
func (r *row) occurrenceKey() string {
	if r.key != "" {
		return r.key
	}
	return r.id + "@" + strconv.FormatInt(r.due, 10) + "#" + strconv.FormatInt(r.seq, 36)
}
