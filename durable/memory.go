package durable

import (
	"fmt"
	"slices"
	"time"

	"dolab/actor"
)

// isolate is the memory that incarnations share: those of the classes of one Class.Isolate, or one incarnation alone.
type isolate struct {
	bytes int64
	slow  []*instance // whose turns, and all others in here, take longer: see the point "isolate"
}

// heap is what an incarnation holds of its isolate's memory.
type heap struct {
	isolate *isolate
	held    int64 // what code allocates, faults leak, and events under way carry
	code    int64 // of that, what code has allocated and not freed
}

// Allocate says that the object's code holds so many bytes more, until Free or the end of the incarnation. Where the
// incarnations of an isolate (Class.Isolate), together with the arguments of the calls under way in it, hold more than
// Profile.MemoryMax, all of them are reset, and the call does not return (semantics K9, L12).
func (st *State) Allocate(bytes int) {
	i := st.inst
	i.use("Allocate")
	if bytes <= 0 {
		return
	}
	i.heap.code += int64(bytes)
	if i.guard != nil {
		i.guard.then = append(i.guard.then, func() { i.claim(int64(bytes)) })
		return
	}
	i.claim(int64(bytes))
}

// claim allocates for the code that runs, which does not go on where that is too much.
func (i *instance) claim(bytes int64) {
	if i.dead || i.allocate(bytes) {
		i.w.Current().Exit()
	}
}

// Free gives memory back: of what code has allocated, at most all.
func (st *State) Free(bytes int) {
	i := st.inst
	i.use("Free")
	if n := min(int64(bytes), i.heap.code); n > 0 {
		i.heap.code -= n
		i.allocate(-n)
	}
}

// allocate is hold for what a trace shows: how much, and how much the isolate then holds.
func (i *instance) allocate(bytes int64) (gone bool) {
	i.w.Trace(actor.Event{
		Kind: "memory", Who: i.obj.label, What: fmt.Sprintf("%+d", bytes), N: i.heap.isolate.bytes + bytes,
	})
	return i.hold(bytes)
}

// hold counts bytes in the incarnation's isolate, and resets all in there where they are too many: it reports that.
func (i *instance) hold(bytes int64) (gone bool) {
	h := &i.heap
	h.held += bytes
	h.isolate.bytes += bytes
	if limit := i.rt.profile.MemoryMax; bytes <= 0 || limit <= 0 || h.isolate.bytes <= int64(limit) {
		return false
	}
	i.resetBy("L12")
	return true
}

// enter joins the incarnation's isolate.
func (h *heap) enter(o *object) {
	name := o.ns.class.Isolate
	if name == "" {
		h.isolate = &isolate{}
		return
	}
	if o.rt.isolates[name] == nil {
		o.rt.isolates[name] = &isolate{}
	}
	h.isolate = o.rt.isolates[name]
}

// leave gives back all that an incarnation holds, and its slowness with it. What it does from then on is alone.
func (h *heap) leave(i *instance) {
	s := h.isolate
	s.bytes -= h.held
	if at := slices.Index(s.slow, i); at >= 0 {
		s.slow = slices.Delete(s.slow, at, at+1)
	}
	*h = heap{isolate: &isolate{}}
}

// mates lists the incarnations that share the memory of i, i first.
func (i *instance) mates() []*instance {
	all := []*instance{i}
	name := i.obj.ns.class.Isolate
	if name == "" || i.ghost != nil {
		return all
	}
	for _, ns := range i.rt.order {
		if ns.class.Isolate != name {
			continue
		}
		for _, o := range ns.list {
			if o.inst != nil && o.inst != i {
				all = append(all, o.inst)
			}
		}
	}
	return all
}

// drag is how much longer a turn takes in a slow isolate: what struck first counts.
func (s *isolate) drag(w *actor.World) time.Duration {
	if len(s.slow) == 0 {
		return 0
	}
	return s.slow[0].slowness.Delay(w)
}
