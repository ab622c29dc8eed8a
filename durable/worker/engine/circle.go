package engine

import (
	"strings"
	"unsafe"

	lib "modernc.org/libquickjs"
)

const (
	circleDepthMax = 200
	circleLinesMax = 4 // V8 shows the first of the path and the last, and dots between
)

// circleText is V8's text for a value that JSON.stringify cannot write as it contains itself. Only data properties are
// followed: no script runs.
func (vm *VM) circleText(v jsValue) string {
	const head = "Converting circular structure to JSON"
	c := circle{vm: vm, budget: 100_000}
	if !isObject(v) || !c.search(v) {
		return head
	}
	path := c.path[c.from:]
	var b strings.Builder
	b.WriteString(head + "\n    --> starting at object with constructor " + vm.constructorName(path[0].obj))
	last := len(path) - 1
	for i, step := range path[:last] {
		if i > 0 && i < last-1 && last > circleLinesMax-1 {
			if i == 1 {
				b.WriteString("\n    |     ...")
			}
			continue
		}
		b.WriteString("\n    |     " + step.key + " -> object with constructor " + vm.constructorName(path[i+1].obj))
	}
	b.WriteString("\n    --- " + path[last].key + " closes the circle")
	return b.String()
}

type circleStep struct {
	obj jsValue
	key string
}

type circle struct {
	vm     *VM
	path   []circleStep
	from   int // where the circle begins in path
	budget int
}

// search looks for the first object that contains itself, in the order of JSON.stringify.
func (c *circle) search(v jsValue) bool {
	for i, step := range c.path {
		if address(step.obj) == address(v) {
			c.from = i
			return true
		}
	}
	if len(c.path) == circleDepthMax || classOf(v) == lib.EJS_CLASS_PROXY {
		return false
	}
	c.path = append(c.path, circleStep{obj: v})
	found := c.eachProperty(v)
	if !found {
		c.path = c.path[:len(c.path)-1]
	}
	return found
}

func (c *circle) eachProperty(v jsValue) (found bool) {
	vm := c.vm
	addr := vm.tls.Alloc(valueSize)
	defer vm.tls.Free(valueSize)
	tab, count := addr, addr+unsafe.Sizeof(uintptr(0))
	const own = 1<<0 | 1<<4 // strings, enumerable only
	if lib.XJS_GetOwnPropertyNames(vm.tls, vm.ctx, tab, count, v, own) < 0 {
		vm.forget()
		return false
	}
	n := *(*uint32)(at(count))
	list := *word(tab)
	defer lib.XJS_FreePropertyEnum(vm.tls, vm.ctx, list, lib.Tuint32_t(n))
	atoms := unsafe.Slice((*lib.TJSPropertyEnum)(at(list)), n)
	for _, e := range atoms {
		if c.budget--; c.budget < 0 {
			return false
		}
		p, _ := vm.ownAtom(v, e.Fatom)
		if isObject(p) {
			name := lib.XJS_AtomToString(vm.tls, vm.ctx, e.Fatom)
			key, _ := vm.stringOf(name)
			vm.free(name)
			if key = "property '" + key + "'"; classOf(v) == lib.EJS_CLASS_ARRAY {
				key = "index " + strings.Trim(key[len("property "):], "'")
			}
			c.path[len(c.path)-1].key = key
			found = c.search(p)
		}
		vm.free(p)
		if found {
			return true
		}
	}
	return false
}

func (vm *VM) constructorName(v jsValue) string {
	proto := protoOf(address(v))
	if proto == 0 {
		return "'Object'"
	}
	class := vm.own(object(proto), "constructor")
	defer vm.free(class)
	return "'" + vm.ownText(class, "name") + "'"
}
