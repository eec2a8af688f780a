/// The values that the named params of `trace` take, the default first.
public enum ParameterChoices {
  /// Where in the layer to read.
  public static let tap = [
    "resid_mid", "resid_pre", "attn_out", "normalized_resid_mid", "mlp_out", "resid_post",
    "normalized_resid_post",
  ]
  /// What to compare with.
  public static let space = ["word+position", "word", "embedding"]
  /// How near two vectors are.
  public static let metric = ["cosine", "euclidean"]
  /// Which reading of the equations.
  public static let arithmetic = ["exact", "published"]
  /// How many neighbours a layer lists.
  public static let defaultTop = 15
}
