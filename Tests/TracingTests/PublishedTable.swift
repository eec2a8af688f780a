/// The table that the public demo showed for roberta-base (screenshots of 2024-11-08): the layers 0 to 7 of "Time",
/// position 1 of the text, with the position row of position 0 added to every entry. Three decimals.
enum PublishedTable {
  static let text = "Time flies like an arrow. Fruit flies like a banana."
  static let position = 1

  struct Layer: Sendable {
    var rank: Int
    var similarity: Float
    /// The nearest entries' spellings and similarities, nearest first.
    var neighbors: [(token: String, similarity: Float)]

    /// `neighbors` reads "Time 0.489 ĠTime 0.374 …".
    init(_ rank: Int, _ similarity: Float, _ neighbors: String) {
      self.rank = rank
      self.similarity = similarity
      let words = neighbors.split { $0 == " " || $0 == "\n" }
      self.neighbors = stride(from: 0, to: words.count - 1, by: 2).map {
        (String(words[$0]), Float(words[$0 + 1]) ?? .nan)
      }
    }
  }

  static let layers = [
    Layer(
      1, 0.489,
      """
      Time 0.489 ĠTime 0.374 Ġtime 0.291 TIME 0.286 ĠTIME 0.271 time 0.256 Times 0.181 Timer 0.146
      etime 0.134 Clock 0.128 Duration 0.125 ĠTimes 0.124 Technology 0.122 timer 0.122 Age 0.12
      """),
    Layer(
      1, 0.322,
      """
      Time 0.322 ĠTime 0.294 Ġtime 0.282 TIME 0.257 ĠTIME 0.251 time 0.232 <mask> 0.217 Timer 0.192
      ĠSimulation 0.19 ĠIter 0.178 ĠChildhood 0.178 Clock 0.175 Ġtimeframe 0.174 ĠTeam 0.174 ĠThe
      0.174
      """),
    Layer(
      1, 0.179,
      """
      Time 0.179 <mask> 0.176 ĠTime 0.163 Ġtime 0.158 ĠTIME 0.156 Ġof 0.144 Ġhe 0.141 TIME 0.141 ĠThe
      0.138 ĠHe 0.138 Ġhave 0.136 Ġhas 0.136 ĠImam 0.136 </s> 0.135 Trade 0.133
      """),
    Layer(
      2, 0.119,
      """
      ĠTime 0.123 Time 0.119 Consider 0.104 Ġtime 0.103 Ġcumbersome 0.102 Ġinconvenient 0.101 ĠObesity
      0.1 Ġbizarre 0.098 ĠTrail 0.098 <mask> 0.097 ĠBox 0.097 Ġadapt 0.096 M 0.096 Tap 0.096 ĠFilm
      0.095
      """),
    Layer(
      1656, 0.083,
      """
      <mask> 0.213 Rob 0.14 Ġ- 0.14 Ġto 0.137 Ġa 0.136 - 0.136 The 0.133 u 0.132 </s> 0.13 Ġof 0.129
      ĠThe 0.129 ruciating 0.128 ĠBill 0.128 Ġhas 0.127 =~=~ 0.127
      """),
    Layer(
      14, 0.016,
      """
      epad 0.038 ĠBlaster 0.028 ĠFreak 0.026 ĠFORM 0.025 zynski 0.023 buck 0.023 Ġchuckle 0.023 å¸
      0.022 umble 0.022 ĠPAN 0.022 iddle 0.019 ĠTime 0.019 Volume 0.017 Time 0.016 care 0.016
      """),
    Layer(
      95, 0.092,
      """
      <mask> 0.164 </s> 0.13 . 0.13 Ġthe 0.123 Ġit 0.123 ĠIt 0.122 It 0.121 Ġa 0.121 The 0.121 Ġto
      0.121 _ 0.115 - 0.114 ĠOriginal 0.113 Ġin 0.113 Ġ- 0.113
      """),
    Layer(
      7014, 0.061,
      """
      <mask> 0.163 Ġ- 0.161 </s> 0.143 , 0.142 - 0.142 Ġ( 0.14 ĠâĢĵ 0.139 : 0.136 ĠSodium 0.134 Ġare
      0.132 ' 0.131 Ġ" 0.13 Ġwere 0.129 Ġis 0.129 Ġin 0.128
      """),
  ]
}
