import ArgumentParser

@main
struct Maru: AsyncParsableCommand {
}
