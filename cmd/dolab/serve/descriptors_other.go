//go:build !unix

package serve

func descriptorsMax() int { return descriptorsFew }
