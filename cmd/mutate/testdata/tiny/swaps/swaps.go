// Package swaps has neighbours that may change places. The order of those in Dependent can show.
package swaps

import "time"

type inner struct{ n, m int }

type thing struct {
	x, y   int
	name   string
	list   []int
	count  map[int]int
	flags  map[string]bool
	inner  inner
	copied inner
	at     time.Time
}

func text(p *thing) string { return p.name }

func (p *thing) log() { p.name += "log" }

// Dependent has pairs of which one touches what the other does.
func Dependent(p, q *thing, at *int) {
	{
		p.x = 1
		q.x = 2
	}
	{
		p.x = 1
		p.y = q.x
	}
	{
		p.y = 1
		p.name = text(p)
	}
	{
		p.x = 1
		*at = 2
	}
	{
		p.y = *at
		p.x = 1
	}
	{
		p.list[0] = 1
		p.x = 2
	}
	{
		p.count[1] = 1
		q.count[2] = 2
	}
	{
		p.count[1] = 1
		p.y = len(q.count)
	}
	{
		p.inner.n = 1
		p.copied = q.inner
	}
	{
		p.inner = inner{}
		p.inner.n = 2
	}
	{
		p.log()
		q.log()
	}
	{
		p.x = 1
		p.log()
	}
}

// Independent has pairs that are the same in either order.
func Independent(p, q *thing, now time.Time) {
	{
		p.x = 1
		q.y = p.inner.n
	}
	{
		p.x, p.y = len(q.name), cap(q.list)
		p.at = now.Add(time.Second)
	}
	{
		p.x++
		p.flags["x"] = true
	}
	{
		p.inner.n++
		p.inner.m = 1
	}
	{
		p.name, _ = any(q).(string)
		p.x = 1
	}
	{
		delete(p.count, 1)
		delete(p.flags, "x")
	}
	{
		p.name = string(q.list[0])
		p.x = max(q.y, 1)
	}
}
