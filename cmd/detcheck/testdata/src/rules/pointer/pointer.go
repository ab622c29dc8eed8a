// Package pointers shows the ways of addresses into output.
package pointers

import (
	"fmt"
	"io"
	"reflect"
	"time"
	"unsafe"
)

type plain struct{ n int }

type nested struct {
	Name string
	Next *plain
}

type told struct{ next *plain }

func (told) String() string { return "told" }

type toldByPointer struct{ next *plain }

func (*toldByPointer) Error() string { return "told" }

type hiding struct{ at time.Time }

type showing struct {
	At   time.Time
	Told told
	Any  any
	Err  error
}

type cyclic struct {
	Kids []cyclic
	F    func()
}

type both struct {
	Open showing
	shut showing
}

func traced(format string, args ...any) {}

func tracef(at int, text string, args ...any) {}

func query(statement string, args ...any) {}

func bad(w io.Writer, n *int, c chan int, f func(), p *plain, e nested, l []*plain) {
	fmt.Printf("%p", p)                 // want `fmt.Printf with %p of \*plain gives an address: give things names or numbers of their own \(pointer\)`
	fmt.Printf("%v %d", n, n)           // want `with %v of \*int` `with %d of \*int`
	_ = fmt.Sprintf("%s", c)            // want `with %s of chan int`
	_ = fmt.Errorf("a: %v", f)          // want `fmt.Errorf with %v of func\(\)`
	fmt.Fprintf(w, "%[2]v %[1]d", 1, f) // want `fmt.Fprintf with %v of func`
	fmt.Fprintf(w, "%*d %-8v", 3, 4, f) // want `with %v of func`
	fmt.Printf("%+v %#v", e, &e)        // want `with %v of nested` `with %v of \*nested`
	fmt.Println("a", l)                 // want `fmt.Println of \[\]\*plain`
	fmt.Fprint(w, map[string]func(){})  // want `fmt.Fprint of map\[string\]func\(\)`
	println(n)                          // want `println of \*int`
	traced("%v", n)                     // want `traced with %v of \*int`
	tracef(1, "%x", p.n, n)
	tracef(1, "%d%% %x", p.n, n)   // want `tracef with %x of \*int`
	_ = uintptr(unsafe.Pointer(p)) // want `uintptr gives an address`
	fmt.Print(unsafe.Pointer(p))   // want `fmt.Print of unsafe.Pointer`
}

func methods() {
	fmt.Printf("%v", hiding{})            // want `with %v of hiding`
	fmt.Printf("%d", told{})              // want `with %d of told`
	fmt.Printf("%#v", told{})             // want `with %v of told`
	fmt.Printf("%v", toldByPointer{})     // want `with %v of toldByPointer`
	fmt.Printf("%v", cyclic{})            // want `with %v of cyclic`
	fmt.Printf("%v", both{})              // want `with %v of both`
	fmt.Printf("%v", [2]*toldByPointer{}) // Fmt calls the method of each.
	fmt.Printf("%v %s", told{}, &toldByPointer{})
	fmt.Printf("%v %v", showing{}, &showing{})
}

func good(p *plain, f func(), v reflect.Value, err error, any any) {
	fmt.Printf("%v %+v", *p, p) // One pointer is followed: &{7}.
	fmt.Printf("%T %T %%p", p, f)
	fmt.Println(time.Time{}, &time.Time{}, v, err, any, []byte("a"), uintptr(3))
	fmt.Printf("%d", v) // The number that v holds.
	query("select strftime('%s', a) from b", f)
	args := []interface{}{f}
	fmt.Printf("%v", args...)
	fmt.Println(args...)
	_ = append([]byte("a"), "%p"...)
	_ = unsafe.Pointer(p)
}
