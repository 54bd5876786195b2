; Both entry points store 64 bytes of local memory; only the first one loads them.
	.isa	1
	.target	""
	.layer	"MLA_0/load"
	.layer	"MLA_0/store"
	.node	"n"

	.code	q0
"MLA_0/load.q0":
	.range	"MLA_0/load", "n"
	set	d0, size3, 64
	set	d0, stride3, 1
	set	d1, space, 2
	set	d1, base, const.0
	set	d1, stride3, 1
	ld	d0, d1, mask=0x1, fill=0, pad=0x0
	post	ldq, q0, s0
"MLA_0/store.q0":
	.range	"MLA_0/store", "n"
	set	d2, space, 2
	set	d2, base, port.out.0.b0
	set	d2, stride3, 1
	wait	stq, s0
	st	d2, d0
	halt

	.code	q0, next
"MLA_0/store.q0.next":
	.range	"MLA_0/store", "n"
	set	d0, size3, 64
	set	d0, stride3, 1
	set	d2, space, 2
	set	d2, base, port.out.0.b0
	set	d2, stride3, 1
	st	d2, d0
	halt

	.const	0
	.ascii	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
	.port	out, 0, 0, "MLA_0/store_output", 64
