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

// forgetsSockets talks again over WebSockets that have worked: as before, and with objects that hibernate between the
// opening and the message of the client. What the object says alike as before, it must say to this one too.
func (p *play) forgetsSockets() {
	var done []string
	for _, o := range p.worked {
		r := slices.IndexFunc(p.Routes, func(r route) bool { return r.Method == methodSocket && o.Do == r.Method+" "+r.Path })
		if r < 0 || slices.Contains(done, o.Do) || len(done) == talksMax {
			continue
		}
		done = append(done, o.Do)
		rung := p.rung
		before := []map[string]string{p.talk(o, p.Routes[r], false), p.talk(o, p.Routes[r], false)}
		asleep := p.talk(o, p.Routes[r], true)
		if before = append(before, p.talk(o, p.Routes[r], false)); p.rung != rung {
			return // The handler may change the messages.
		}
		if part := different(before, asleep); part != "" {
			p.w.Violate("memory", hibernated, fmt.Sprintf("%s: %s: %s, then %s", o.Do, part, or(before[0], part), or(asleep, part)))
			return
		}
	}
}

func or(said map[string]string, part string) string {
	return clip(cmp.Or(said[part], "nothing"))
}

// different is the first part that is the same in some conversations and another in one more, "" for none.
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

// talk opens a WebSocket, hears what the object says at once, and says one message. It returns what the object says then,
// part by part, and nil where there is no conversation. Asleep lets all objects hibernate before the message.
func (p *play) talk(o search.Operation, r route, asleep bool) map[string]string {
	s, _, err := p.open(o, r)
	if s == nil || err != nil {
		return nil
	}
	defer func() { _ = s.Close(closeNormal, "bye") }() // One that has ended is closed.
	if p.hear(s, replyMax) == nil {
		return nil
	}
	if asleep {
		for _, stub := range p.objects() {
			_ = p.w.Objects.Evict(stub) // One that cannot hibernate has forgotten nothing.
		}
	}
	if s.SendText(p.message(o, r)) != nil {
		return nil
	}
	return p.hear(s, wakeMax)
}

// hear are the parts of what an object says, first within some time, until it is quiet: "1.text" for a field of the second
// message. It is nil where the connection has been lost.
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

// leaves notes the parts of a value, by their paths. The order of lists does not count.
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
