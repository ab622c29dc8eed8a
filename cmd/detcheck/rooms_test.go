package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/go/packages"
)

// room is a group of files of package durable. A file refers to its own room and to those before it.
type room struct {
	name, holds string
	files       string
}

// rooms are those of package durable, in their order: its doc has the same list.
var rooms = []room{
	{"terms", "IDs, errors, gates, frames: what the others speak of", "errors gate id scan unwinding websocket_frame"},
	{"incarnation", "a turn, its commit and its end; the way of a call; faults", `alarm alarm_copy audit backlog body callback
		call_limits call_line clock commit connection cpu death disk due durability event event_loop fault fault_alarm
		fault_ghost fault_link fault_object fault_order fault_request fault_state fault_storage fault_stub fetch
		fetch_context fetch_hangup gohost
		guard host idle instance memory meter namespace object open outputgate overload peers quiet remember rpc runtime
		state stub timer`},
	{"alarms", "an alarm's delivery and its run; what the alarm manager has", "alarm_manager alarm_run alarm_tables"},
	{"storage", "what code stores", "block kv sql sql_steps storage transaction"},
	{"streams", "bodies that are written while they are read", "stream stream_pipe stream_transfer"},
	{"sockets", "WebSockets", `fault_socket websocket websocket_attachment websocket_client websocket_event
		websocket_listen websocket_process websocket_state websocket_upgrade websocket_wire`},
	{"waiting", "several things at once, and sleep", "join outcome promise sleep task timeout"},
	{"outside", "who looks at an object, and operates it", `admin clear fault_add inspect inspect_contents
		inspect_storage inspect_text known loop running sight uncloneable`},
	{"making", "a runtime and its classes are put together", "new"},
}

// durableFiles is what the files of package durable declare and refer to.
type durableFiles struct {
	funcs map[string]map[string]*ast.FuncDecl // by file and "Type.method" or "func"
	refs  map[[2]string][]string              // names by file that refers and file that declares
	calls map[*ast.FuncDecl][]types.Object    // what a function's body names
	where func(types.Object) string           // the file that declares an object
}

func loadDurable(t *testing.T) *durableFiles {
	t.Helper()
	fset := token.NewFileSet()
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax, Fset: fset}, "dolab/durable")
	require.NoError(t, err)
	p := pkgs[0]
	require.Empty(t, p.Errors)
	name := func(pos token.Pos) string {
		return strings.TrimSuffix(filepath.Base(fset.Position(pos).Filename), ".go")
	}
	d := &durableFiles{
		funcs: map[string]map[string]*ast.FuncDecl{}, refs: map[[2]string][]string{},
		calls: map[*ast.FuncDecl][]types.Object{},
		where: func(o types.Object) string { return name(o.Pos()) },
	}
	for _, f := range p.Syntax {
		file := name(f.Pos())
		d.funcs[file] = map[string]*ast.FuncDecl{}
		for _, decl := range f.Decls {
			if fn, is := decl.(*ast.FuncDecl); is {
				d.funcs[file][funcName(fn)] = fn
			}
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if id, is := n.(*ast.Ident); is {
				if o := p.TypesInfo.Uses[id]; o != nil && o.Pkg() == p.Types && o.Pos().IsValid() && name(o.Pos()) != file {
					edge := [2]string{file, name(o.Pos())}
					d.refs[edge] = append(d.refs[edge], id.Name)
				}
			}
			return true
		})
		for _, fn := range d.funcs[file] {
			ast.Inspect(fn, func(n ast.Node) bool {
				if id, is := n.(*ast.Ident); is && p.TypesInfo.Uses[id] != nil {
					d.calls[fn] = append(d.calls[fn], p.TypesInfo.Uses[id])
				}
				return true
			})
		}
	}
	return d
}

// funcName is "Type.method", or the name of a function.
func funcName(fn *ast.FuncDecl) string {
	if fn.Recv == nil {
		return fn.Name.Name
	}
	t := fn.Recv.List[0].Type
	if p, is := t.(*ast.StarExpr); is {
		t = p.X
	}
	if g, is := t.(*ast.IndexExpr); is {
		t = g.X
	}
	return t.(*ast.Ident).Name + "." + fn.Name.Name
}

// TestRooms: each file of package durable is in a room, and no file refers to a later room.
func TestRooms(t *testing.T) {
	at := map[string]int{}
	doc, err := os.ReadFile("../../durable/doc.go")
	require.NoError(t, err)
	for n, r := range rooms {
		for _, f := range strings.Fields(r.files) {
			require.NotContains(t, at, f)
			at[f] = n
		}
		require.Regexp(t, `(?m)^//	`+r.name+` +`+regexp.QuoteMeta(r.holds), string(doc))
	}
	d := loadDurable(t)
	for f := range d.funcs {
		if f != "doc" && len(d.funcs[f]) > 0 {
			_, has := at[f]
			require.True(t, has, "%s.go has no room", f)
		}
	}
	require.Empty(t, backwards(at, d.refs))

	d.refs[[2]string{"death", "websocket"}] = []string{"dropSockets", "dropSockets"}
	require.Equal(t, []string{"death.go refers to [dropSockets] of websocket.go, in the later room sockets"},
		backwards(at, d.refs), "a breach")
}

// backwards lists the references to a later room. At is the place of each file's room.
func backwards(at map[string]int, refs map[[2]string][]string) (list []string) {
	for edge, names := range refs {
		if from, to := edge[0], edge[1]; at[from] < at[to] {
			names = slices.Compact(slices.Sorted(slices.Values(names)))
			list = append(list, fmt.Sprintf("%s.go refers to %s of %s.go, in the later room %s", from, names, to, rooms[at[to]].name))
		}
	}
	slices.Sort(list)
	return list
}

// walks are the ways of package durable's doc, and how many files each may pass before the handler, or the effect.
var walks = map[string]int{"request": 10, "alarm": 9, "fault": 5}

// TestWalks: each way in the doc of package durable names the functions that it passes. A step names the next in its
// code, unless ~ stands before that one: there a mailbox, a link, a timer or an interface is between.
func TestWalks(t *testing.T) {
	text, err := os.ReadFile("../../durable/doc.go")
	require.NoError(t, err)
	d := loadDurable(t)
	for name, filesMax := range walks {
		way := regexp.MustCompile(`(?m)^//	` + name + ` ((?:.*\n//	 +)*.*)$`).FindStringSubmatch(string(text))
		require.NotNil(t, way, name)
		steps := regexp.MustCompile(`(~?)([a-z_/]+)\.go ([A-Za-z.]+)`).FindAllStringSubmatch(way[1], -1)
		require.NotEmpty(t, steps, name)
		files := map[string]bool{}
		var last *ast.FuncDecl
		for _, s := range steps {
			files[s[2]] = true
			fn := d.funcs[s[2]][s[3]]
			if strings.Contains(s[2], "/") {
				fn = parsed(t, "../../"+s[2]+".go", s[3])
			}
			require.NotNil(t, fn, "%s: %s.go has no %s", name, s[2], s[3])
			if s[1] == "" && last != nil {
				names := slices.ContainsFunc(d.calls[last], func(o types.Object) bool { return o.Name() == fn.Name.Name })
				require.True(t, names, "%s: %s does not name %s", name, funcName(last), s[3])
			}
			last = fn
		}
		require.LessOrEqual(t, len(files), filesMax, "%s passes %v", name, slices.Sorted(maps.Keys(files)))
	}
}

// parsed is a function of a file of another package, from the module's root.
func parsed(t *testing.T, path, name string) *ast.FuncDecl {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	require.NoError(t, err)
	for _, decl := range f.Decls {
		if fn, is := decl.(*ast.FuncDecl); is && funcName(fn) == name {
			return fn
		}
	}
	return nil
}
