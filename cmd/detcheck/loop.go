package main

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"
)

// loop is a range over a map, and what the proof that its order cannot show has found out so far.
type loop struct {
	*source
	cur      inspector.Cursor
	body     *ast.BlockStmt
	key, val types.Object // the loop's own variables; nil where it has none
	outer    bool         // the loop assigns to variables that outlive it
	over     chain        // the map; without a root where it is not a plain place
	fresh    map[types.Object]bool

	effects []effect
	reads   []chain
	exits   []string // what is done where the loop is left, as text
}

// effect is a change that outlives one turn of the loop.
type effect struct {
	at   chain
	kind string // effects of one kind may come in any order
}

// The kinds of effects. A set* kind is followed by what is set.
const (
	kindByKey  = "by key" // each turn has a place of its own
	kindAppend = "append" // to be sorted
	kindDelete = "delete"
	kindSet    = "set "
)

// newLoop returns the loop at cur, nil if it does not range over a map.
func (s *source) newLoop(cur inspector.Cursor) *loop {
	stmt := cur.Node().(*ast.RangeStmt)
	l := &loop{source: s, cur: cur, body: stmt.Body}
	l.outer = stmt.Tok == token.ASSIGN && !(isBlank(stmt.Key) && isBlank(stmt.Value))
	key, val, over := stmt.Key, stmt.Value, stmt.X
	if call, isCall := ast.Unparen(over).(*ast.CallExpr); isCall {
		switch fn := typeutil.StaticCallee(s.info, call); {
		case fn == nil:
		case pathName(fn) == "maps.Values":
			over, key, val = call.Args[0], nil, key
		case pathName(fn) == "reflect.Value.MapKeys":
			l.key = s.loopVar(val)
			return l
		case mapSeqs[pathName(fn)]:
			over = call.Args[0]
		}
	}
	if !holds(s.info.TypeOf(over), is[*types.Map]) {
		return nil
	}
	l.key, l.val = s.loopVar(key), s.loopVar(val)
	l.over, _ = s.chainOf(over)
	return l
}

func (s *source) loopVar(e ast.Expr) types.Object {
	if id, isIdent := e.(*ast.Ident); isIdent && !isBlank(e) {
		return s.info.ObjectOf(id)
	}
	return nil
}

// isBlank reports whether nothing is assigned: e is missing or the blank identifier.
func isBlank(e ast.Expr) bool {
	id, isIdent := e.(*ast.Ident)
	return e == nil || isIdent && id.Name == "_"
}

// blame returns what lets the order of the loop show, in words that go on from "the body", and "" if nothing does.
func (l *loop) blame() string {
	if l.outer {
		return "is left with the last key or value"
	}
	l.findFresh()
	if why := l.block(l.body.List, 0); why != "" {
		return why
	}
	if len(l.exits) > 0 {
		return l.blameExits()
	}
	for i, e := range l.effects {
		if why := l.blameEffect(e, l.effects[:i]); why != "" {
			return why
		}
	}
	return ""
}

// blameExits holds that a loop that is left early does nothing but that, and in one way only.
func (l *loop) blameExits() string {
	for _, text := range l.exits {
		if text != l.exits[0] {
			return "leaves in more than one way"
		}
	}
	if len(l.effects) > 0 {
		return "changes " + l.effects[0].at.String() + " before it leaves early"
	}
	return ""
}

func (l *loop) blameEffect(e effect, earlier []effect) string {
	for _, other := range earlier {
		if e.at.overlaps(other.at) && (e.kind != other.kind || e.kind == kindByKey && !e.at.equal(other.at)) {
			return "changes " + e.at.String() + " in two ways"
		}
	}
	for _, read := range l.reads {
		if read.overlaps(e.at) && !(e.kind == kindByKey && read.within(e.at)) {
			return "reads " + read.String() + " while it changes " + e.at.String()
		}
	}
	if e.at.overlaps(l.over) && !(e.kind == kindByKey && len(e.at.steps) > len(l.over.steps)) {
		return "changes the map itself"
	}
	if e.kind == kindAppend && !l.sortedAfter(l.cur, e.at) {
		return "appends to " + e.at.String() + ", which is not sorted next"
	}
	return ""
}

// String returns the place as code has it.
func (c chain) String() string {
	text := c.root.Name()
	for _, s := range c.steps {
		text += s.text
	}
	return text
}

// own reports whether obj belongs to one turn of the loop.
func (l *loop) own(obj types.Object) bool {
	return obj != nil && (obj == l.key || obj == l.val || l.body.Pos() <= obj.Pos() && obj.Pos() < l.body.End())
}

// findFresh notes the variables of the body that never hold anything but what the body made.
func (l *loop) findFresh() {
	l.fresh = map[types.Object]bool{}
	stale := map[types.Object]bool{}
	note := func(to, from ast.Expr) {
		id, isIdent := to.(*ast.Ident)
		if !isIdent {
			return
		}
		if obj := l.info.ObjectOf(id); from == nil || l.makes(from, obj) {
			l.fresh[obj] = l.own(obj) && !stale[obj]
		} else {
			l.fresh[obj], stale[obj] = false, true
		}
	}
	ast.Inspect(l.body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for i, to := range n.Lhs {
				note(to, n.Rhs[min(i, len(n.Rhs)-1)])
			}
		case *ast.ValueSpec:
			for i, to := range n.Names {
				if len(n.Values) == 0 {
					note(to, nil)
				} else {
					note(to, n.Values[min(i, len(n.Values)-1)])
				}
			}
		}
		return true
	})
}

// makes reports whether e makes something new, or appends to obj.
func (l *loop) makes(e ast.Expr, obj types.Object) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.CompositeLit:
		return true
	case *ast.UnaryExpr:
		return e.Op == token.AND && is[*ast.CompositeLit](ast.Unparen(e.X))
	case *ast.CallExpr:
		switch builtinName(l.info, e) {
		case "make", "new":
			return true
		case "append":
			c, found := l.chainOf(e.Args[0])
			return found && c.root == obj && len(c.steps) == 0
		}
	}
	return false
}
