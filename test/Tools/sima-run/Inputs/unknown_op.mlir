func.func @test_call() {
  func.call @test_declared() : () -> ()
  func.return
}
func.func private @test_declared()
