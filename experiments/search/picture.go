package search

import (
	"errors"
	"strings"
	"time"

	"dolab/durable/picture"
)

// violationRank is below what the picture finds by itself, which says where it is to be seen.
const violationRank = 60

// shownBy are the findings of a picture that show what an oracle says.
var shownBy = map[string][]string{
	"early": {picture.KindEarly},
	"once":  {picture.KindTwice},
	"twice": {picture.KindTwice},
	"armed": {picture.KindNeverArmed, picture.KindUnknown, picture.KindElsewhere},
	"lost":  {picture.KindNeverArmed, picture.KindUnknown, picture.KindElsewhere, picture.KindGone},
	"late":  {picture.KindElsewhere},
}

// draw shows a violation in the picture of its world.
func (t *trial) draw(oracle, detail, note string) {
	if t.take == nil {
		return
	}
	t.take.Failed = true
	t.take.Prefer(shownBy[oracle]...)
	at := t.w.Elapsed()
	t.take.Find(picture.Finding{
		Kind: "judged " + oracle, Words: oracle + ": " + detail, Why: note, From: at, To: at, Step: int64(t.take.Steps()) - 1,
		Rank: violationRank, Judged: true,
	})
}

// Ran notes in the picture of the world that an object has begun to run a schedule of that key. A crash may undo what
// the object stores of it, and not what it has done.
func (w *World) Ran(who, key string) { w.t.take.Ran(who, key) }

// drawOperation shows an operation of a client that has ended in the picture of its world.
func (t *trial) drawOperation(c *Client, o Operation, begun time.Duration, err error) {
	x := picture.Operation{Client: c.String(), Name: strings.TrimSpace(o.Do + " " + o.Key), From: begun, To: t.w.Elapsed()}
	switch {
	case errors.Is(err, errPatience):
		x.Outcome, x.Verdict = "gave up", picture.Wrong
	case err != nil:
		x.Outcome, x.Verdict = err.Error(), picture.Wrong
	}
	t.take.Operation(x)
}
