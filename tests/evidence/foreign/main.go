// Check a bundle with the code that checks Go's own checksum database, and nothing of huzhu's.
//
//	check BUNDLE VERIFIER-KEY OLDER-CHECKPOINT INDEX...
package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func must[T any](value T, err error) T {
	expect(err)
	return value
}

func expect(err error) {
	if err != nil {
		fmt.Println("BAD:", err)
		os.Exit(1)
	}
}

// opened checks a checkpoint's signature, and returns the tree it speaks of.
func opened(file string, verifier note.Verifier) tlog.Tree {
	signed := must(note.Open(must(os.ReadFile(file)), note.VerifierList(verifier)))
	lines := strings.Split(signed.Text, "\n")
	if lines[0] != verifier.Name() {
		expect(fmt.Errorf("it is of %s", lines[0]))
	}
	var tree tlog.Tree
	tree.N = must(strconv.ParseInt(lines[1], 10, 64))
	copy(tree.Hash[:], must(base64.StdEncoding.DecodeString(lines[2])))
	return tree
}

// tiles reads the bundle's files: Go's paths name the height of a tile, C2SP's do not.
type tiles string

func (t tiles) Height() int { return 8 }

func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range wanted {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(string(t), path))
		if err != nil {
			return nil, err
		}
		found = append(found, data)
	}
	return found, nil
}

// entry reads an event's stored bytes.
func (t tiles) entry(index, size int64) []byte {
	tile := tlog.Tile{H: 8, L: -1, N: index / 256, W: int(min64(256, size-index/256*256))}
	path := strings.Replace(tile.Path(), "tile/8/data/", "tile/entries/", 1)
	data := must(os.ReadFile(filepath.Join(string(t), path)))
	for n := int64(0); n < index%256; n++ {
		data = data[2+binary.BigEndian.Uint16(data):]
	}
	return data[2 : 2+binary.BigEndian.Uint16(data)]
}

func min64(a, b int64) int64 {
	if a < b {
		return a
	}
	return b
}

// proof reads a C2SP tlog-proof: its index and its hashes.
func proof(file string) (int64, tlog.RecordProof) {
	head := strings.Split(strings.SplitN(string(must(os.ReadFile(file))), "\n\n", 2)[0], "\n")
	index := must(strconv.ParseInt(strings.TrimPrefix(head[1], "index "), 10, 64))
	var hashes tlog.RecordProof
	for _, line := range head[2:] {
		var hash tlog.Hash
		copy(hash[:], must(base64.StdEncoding.DecodeString(line)))
		hashes = append(hashes, hash)
	}
	return index, hashes
}

func main() {
	bundle, verifier := tiles(os.Args[1]), must(note.NewVerifier(os.Args[2]))
	tree := opened(filepath.Join(string(bundle), "checkpoint"), verifier)
	old := opened(os.Args[3], verifier)
	reader := tlog.TileHashReader(tree, bundle)
	grown := must(tlog.ProveTree(tree.N, old.N, reader))
	expect(tlog.CheckTree(grown, tree.N, tree.Hash, old.N, old.Hash))
	for _, argument := range os.Args[4:] {
		index := must(strconv.ParseInt(argument, 10, 64))
		record := tlog.RecordHash(bundle.entry(index, tree.N))
		made := must(tlog.ProveRecord(tree.N, index, reader))
		expect(tlog.CheckRecord(made, tree.N, tree.Hash, index, record))
	}
	for _, file := range must(filepath.Glob(filepath.Join(string(bundle), "proofs", "*.tlog-proof"))) {
		index, hashes := proof(file)
		record := tlog.RecordHash(bundle.entry(index, tree.N))
		expect(tlog.CheckRecord(hashes, tree.N, tree.Hash, index, record))
		fmt.Println("proven", index+1)
	}
	fmt.Println("WHOLE", tree.N)
}
