package clone

import (
	"testing"
)

type counter struct {
	N    int    `clone:"n"`
	Name string `clone:"name"`
	Live bool   `clone:"live"`
}

var benchValues = []struct {
	name string
	v    any
	dst  func() any
}{
	{"int", 42, func() any { return new(int) }},
	{"string", "hello", func() any { return new(string) }},
	{"struct", &counter{7, "seven", true}, func() any { return new(counter) }},
	{"map", map[string]any{"n": 7.0, "name": "seven", "live": true}, func() any { return new(map[string]any) }},
	{"list", []float64{1, 2, 3, 4.5}, func() any { return new([]float64) }},
}

func BenchmarkMarshal(b *testing.B) {
	for _, bench := range benchValues {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Marshal(bench.v); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkUnmarshal(b *testing.B) {
	for _, bench := range benchValues {
		b.Run(bench.name, func(b *testing.B) {
			data, err := Marshal(bench.v)
			if err != nil {
				b.Fatal(err)
			}
			dst := bench.dst()
			b.ReportAllocs()
			for b.Loop() {
				if err := Unmarshal(data, dst); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
