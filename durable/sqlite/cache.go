package sqlite

import "container/list"

// cacheMax bounds the text of the statements kept compiled. workerd: SQL_STATEMENT_CACHE_MAX_SIZE.
const cacheMax = 1 << 20

// cache keeps compiled queries, least recently used first out.
type cache struct {
	queries map[string]*list.Element // Of *compiled.
	order   list.List                // Most recently used first.
	size    int
}

// compiled is one query text: the statements before the last are run anew at each execution.
type compiled struct {
	sql    string
	before []part
	last   part
	busy   bool // A cursor stands on last.
	cached bool

	columns    []string
	reprepared uint32  // When columns was taken.
	metered    metered // After the last step.
	program    *listing
	unlisted   bool // There is no program.
	hops       hops
}

// columnNames returns the names of the columns, which a change of the schema can change. To be called after a step.
func (q *compiled) columnNames(k *conn) []string {
	if n := k.metered().reprepared; q.columns == nil || n != q.reprepared {
		q.columns, q.reprepared = k.columns(q.last.stmt), n
	}
	return q.columns
}

// part is one statement of a query.
type part struct {
	stmt
	facts
	sql    string
	schema bool // It may change the schema.
	counts bool // It sets what changes() says.
}

// reads reports whether no statement of the query writes, or sets anything.
func (q *compiled) reads() bool {
	for _, p := range q.before {
		if !p.readonly || p.sets {
			return false
		}
	}
	return q.last.readonly && !q.last.sets
}

func (c *cache) get(sql string) *compiled {
	e := c.queries[sql]
	if e == nil {
		return nil
	}
	c.order.MoveToFront(e)
	return e.Value.(*compiled)
}

// put adds q, which is busy, and drops what became too much.
func (c *cache) put(q *compiled) {
	if c.queries == nil {
		c.queries = map[string]*list.Element{}
	}
	q.cached = true
	c.queries[q.sql] = c.order.PushFront(q)
	c.size += len(q.sql)
	for c.size > cacheMax {
		c.drop(c.order.Back())
	}
}

func (c *cache) drop(e *list.Element) {
	q := c.order.Remove(e).(*compiled)
	delete(c.queries, q.sql)
	c.size -= len(q.sql)
	q.cached = false
	if !q.busy {
		q.finalize()
	}
}

func (c *cache) clear() {
	for c.order.Len() > 0 {
		c.drop(c.order.Back())
	}
}

// idle ends a use of q.
func (q *compiled) idle() {
	q.busy = false
	if !q.cached {
		q.finalize()
		return
	}
	q.last.reset()
}

func (q *compiled) finalize() {
	for _, s := range q.before {
		s.finalize()
	}
	q.last.finalize()
}
