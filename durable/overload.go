package durable

import (
	"time"

	"dolab/durable/platform"
)

// rateWindow is over what time Profile.RateMax counts [L4].
const rateWindow = 10 * time.Second

// overloaded returns the error of a call or fetch that is not let in, because too much waits for the object already. The
// limits are the profile's. What has begun does not count, nor do alarms and sockets.
func (i *instance) overloaded(ev *event) *platform.Error {
	p := &i.rt.profile
	ev.came = i.w.Now()
	if p.RateMax > 0 && i.obj.rate.full(ev.came, p.RateMax) {
		return overload(platform.TextQueueRate)
	}
	if p.QueueMax <= 0 && p.QueueBytesMax <= 0 && p.QueueAgeMax <= 0 {
		return nil
	}
	count, size := 0, ev.size
	var oldest time.Duration
	for _, x := range i.events {
		if x.started || x.kind != kindCall && x.kind != kindFetch {
			continue
		}
		count++
		size += x.size
		oldest = max(oldest, ev.came.Sub(x.came))
	}
	switch {
	case p.QueueMax > 0 && count >= p.QueueMax:
		return overload(platform.TextQueueDepth)
	case p.QueueBytesMax > 0 && count > 0 && size > p.QueueBytesMax:
		return overload(platform.TextQueueBytes)
	case p.QueueAgeMax > 0 && oldest > p.QueueAgeMax:
		return overload(platform.TextQueueAge)
	}
	return nil
}

func overload(text string) *platform.Error {
	return &platform.Error{Name: "Error", Message: text, Overloaded: true}
}

// rate is when an object's newest calls came.
type rate struct{ times []time.Time }

// full counts a call, unless there are limit of them within the window: it reports that.
func (r *rate) full(now time.Time, limit int) bool {
	gone := 0
	for gone < len(r.times) && now.Sub(r.times[gone]) >= rateWindow {
		gone++
	}
	r.times = r.times[gone:]
	if len(r.times) >= limit {
		return true
	}
	r.times = append(r.times, now)
	return false
}

// deeper notes how deep a call is among calls of objects by objects, and says where that is too deep [H16].
func (i *instance) deeper(ev *event) *platform.Error {
	if t := i.cur; t != nil && t.ev != nil {
		ev.depth = t.ev.depth
	}
	ev.depth++
	if limit := i.rt.profile.DepthMax; limit > 0 && ev.depth > limit {
		return &platform.Error{Name: "Error", Message: platform.TextDepth}
	}
	return nil
}
