package main

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"
)

// rule is one thing that code in a simulated world must not do.
type rule struct {
	name  string
	why   string
	doors doors                   // names that break the rule by being used
	check func(*source, reporter) // what a name alone does not show; may be nil
}

// reporter takes the places that break a rule, and what is wrong there and what to use instead.
type reporter func(at analysis.Range, text string)

var rules = []rule{
	{"clock", "the machine's time is not the world's: it cannot be replayed", clockDoors, checkTimeouts},
	{"rand", "chance that no seed holds: a world's chance is World.Choose, by name", randDoors, nil},
	{"go", "a goroutine runs when Go's scheduler likes, a coroutine when the world says", goDoors, checkGo},
	{"select", "select picks at random among what is ready", selectDoors, checkSelect},
	{"chan", "a channel parks a goroutine behind the world's back", chanDoors, checkChan},
	{"sync", "a lock is for goroutines that race, and blocks where the world cannot see it", syncDoors, checkSync},
	{"env", "the machine, its environment and its time zone differ from place to place", envDoors, checkZone},
	{"maporder", "maps are ranged over in random order", mapDoors, checkMaps},
	{"pointer", "addresses and goroutine ids differ from run to run", pointerDoors, checkPointers},
	{"recover", "the end of killed code is a panic: who recovers from it lets the code go on", nil, checkRecover},
	{"net", "the real network has its own time and trouble: a world has links and faults", netDoors, nil},
}

// ruleFound reports whether there is a rule of that name.
func ruleFound(name string) bool {
	for _, r := range rules {
		if r.name == name {
			return true
		}
	}
	return false
}

// doors maps names to what is wrong with them and what to use instead. A key is "import/path.Name" or
// "import/path.Type.Method"; "import/path.*" stands for each name of the package, methods aside, that has no entry of
// its own. An empty text lets a name pass.
type doors map[string]string

// find returns the text for an object.
func (d doors) find(obj types.Object) (text string, found bool) {
	name := pathName(obj)
	if name == "" {
		return "", false
	}
	text, found = d[name]
	if !found && obj.Parent() == obj.Pkg().Scope() {
		text = d[obj.Pkg().Path()+".*"]
	}
	return text, text != ""
}

// enter reports each use of a door in the file.
func (s *source) enter(d doors, report reporter) {
	for cur := range s.cur.Preorder((*ast.Ident)(nil)) {
		id := cur.Node().(*ast.Ident)
		obj := s.info.Uses[id]
		if obj == nil {
			continue
		}
		if text, found := d.find(obj); found {
			report(id, shownName(obj)+" "+text)
		}
	}
}

// pathName returns "import/path.Name" for what a package declares and "import/path.Type.Method" for methods, and ""
// for all else: local names, fields, builtins.
func pathName(obj types.Object) string {
	if obj.Pkg() == nil {
		return ""
	}
	if t := receiver(obj); t != nil {
		return obj.Pkg().Path() + "." + t.Obj().Name() + "." + obj.Name()
	}
	if obj.Parent() != obj.Pkg().Scope() {
		return ""
	}
	return obj.Pkg().Path() + "." + obj.Name()
}

// shownName returns the name as code has it: time.Now, sync.Mutex.Lock.
func shownName(obj types.Object) string {
	if t := receiver(obj); t != nil {
		return obj.Pkg().Name() + "." + t.Obj().Name() + "." + obj.Name()
	}
	return obj.Pkg().Name() + "." + obj.Name()
}

// receiver returns the type whose method obj is, nil if it is no method of a named type of a package.
func receiver(obj types.Object) *types.Named {
	fn, isFunc := obj.(*types.Func)
	if !isFunc || fn.Pkg() == nil || fn.Signature().Recv() == nil {
		return nil
	}
	t := types.Unalias(fn.Signature().Recv().Type())
	if p, isPointer := t.(*types.Pointer); isPointer {
		t = types.Unalias(p.Elem())
	}
	named, _ := t.(*types.Named)
	return named
}
