package scripts

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"dolab/durable"
	"dolab/experiments/search"
)

// hibernated is what is wrong with a message that rests on memory alone.
const hibernated = "a message changes because the object hibernates"

// The bounds of a conversation at the end of a world.
const (
	talksMax    = 2                // operations, each of another deed
	messagesMax = 50               // of the object, for one of the client
	wakeMax     = 20 * time.Second // until the first of them: the object may have to wake
)

// forgetsSockets holds conversations again over WebSockets that have worked: some as before, and one whose object
// hibernates between the opening and the client's message. What the object answers alike in the others, it must answer in
// this one too.
func (p *play) forgetsSockets() {
	var done []string
	for _, o := range p.worked {
		r, found := p.routeOf(o)
		if !found || r.Method != methodSocket || slices.Contains(done, o.Do) || len(done) == talksMax {
			continue
		}
		done = append(done, o.Do)
		rung := p.rung
		awake := []map[string]string{p.talk(o, r, false), p.talk(o, r, false)}
		woken := p.talk(o, r, true)
		if awake = append(awake, p.talk(o, r, false)); p.rung != rung {
			return // The handler may change the messages.
		}
		if part := different(awake, woken); part != "" {
			p.w.Violate("memory", hibernated, fmt.Sprintf("%s: %s: %s, then %s", o.Do, part, shownPart(awake[0], part), shownPart(woken, part)))
			return
		}
	}
}

// shownPart is a part of a conversation for a note.
func shownPart(said map[string]string, part string) string {
	return clip(cmp.Or(said[part], "nothing"))
}

// different is the first part, by its name, that some conversations have in common and one more has not. "": there is none.
func different(same []map[string]string, other map[string]string) string {
	if other == nil || slices.ContainsFunc(same, func(said map[string]string) bool { return said == nil }) {
		return ""
	}
	parts := map[string]bool{}
	for _, said := range append(slices.Clone(same), other) {
		for part := range said {
			parts[part] = true
		}
	}
	for _, part := range slices.Sorted(maps.Keys(parts)) {
		first := same[0][part]
		if first != other[part] && !slices.ContainsFunc(same, func(said map[string]string) bool { return said[part] != first }) {
			return part
		}
	}
	return ""
}

// talk opens a WebSocket, waits for what the object says at once, and sends one message. It returns the parts of what the
// object answers, nil where the conversation fails. With hibernate, all objects hibernate before the message is sent.
func (p *play) talk(o search.Operation, r route, hibernate bool) map[string]string {
	s, _, err := p.open(o, r)
	if s == nil || err != nil {
		return nil
	}
	defer func() { _ = s.Close(closeNormal, "bye") }() // One that has ended is closed.
	if p.hear(s, replyMax) == nil {
		return nil
	}
	if hibernate {
		for _, stub := range p.objects() {
			_ = p.w.Objects.Evict(stub) // One that cannot hibernate has forgotten nothing.
		}
	}
	if s.SendText(p.message(o, r)) != nil {
		return nil
	}
	return p.hear(s, wakeMax)
}

// hear returns the parts of what an object says until it is quiet, waiting for the first message for at most the given
// time. The key "1.text" is a field of the second message. The result is nil where the connection has been lost.
func (p *play) hear(s *durable.Socket, first time.Duration) map[string]string {
	said, limit := map[string]string{}, first
	for n := range messagesMax {
		m, err := s.ReceiveTimeout(limit)
		limit = replyMax
		var end *durable.CloseError
		switch {
		case errors.Is(err, durable.ErrTimeout):
			return said
		case errors.As(err, &end) && end.WasClean:
			said[fmt.Sprintf("%d.close", n)] = fmt.Sprint(end.Code, " ", end.Reason)
			return said
		case err != nil:
			return nil
		case m.Binary:
			said[fmt.Sprint(n)] = fmt.Sprintf("%x", m.Data)
			continue
		}
		var v any
		if json.Unmarshal([]byte(m.Text), &v) != nil {
			v = m.Text
		}
		leaves(said, fmt.Sprint(n), v)
	}
	return said
}

// leaves adds the parts of a value by their paths. The order of lists does not count.
func leaves(said map[string]string, path string, v any) {
	m, is := v.(map[string]any)
	if !is {
		said[path] = unordered(v)
		return
	}
	for name, x := range m { //detcheck:allow maporder each has a path of its own
		leaves(said, path+"."+name, x)
	}
}
