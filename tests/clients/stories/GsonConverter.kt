// Three small libraries that only Maven has: what the generated client takes of converter-gson, converter-scalars and
// logging-interceptor, by their published signatures. Retrofit, OkHttp, Okio and Gson themselves are the real ones.
@file:Suppress("PackageDirectoryMismatch")

package retrofit2.converter.gson

import com.google.gson.Gson
import com.google.gson.reflect.TypeToken
import java.io.StringWriter
import java.lang.reflect.Type
import okhttp3.MediaType.Companion.toMediaType
import okhttp3.RequestBody
import okhttp3.RequestBody.Companion.toRequestBody
import okhttp3.ResponseBody
import retrofit2.Converter
import retrofit2.Retrofit

class GsonConverterFactory private constructor(private val gson: Gson) : Converter.Factory() {
    override fun responseBodyConverter(type: Type, annotations: Array<out Annotation>, retrofit: Retrofit) =
        Converter<ResponseBody, Any?> { body -> gson.getAdapter(TypeToken.get(type)).fromJson(body.charStream()) }

    override fun requestBodyConverter(
        type: Type, annotations: Array<out Annotation>, methods: Array<out Annotation>, retrofit: Retrofit,
    ) = Converter<Any?, RequestBody> { value ->
        @Suppress("UNCHECKED_CAST")
        val adapter = gson.getAdapter(TypeToken.get(type)) as com.google.gson.TypeAdapter<Any?>
        val text = StringWriter().also { adapter.write(gson.newJsonWriter(it), value) }.toString()
        text.toByteArray().toRequestBody("application/json; charset=UTF-8".toMediaType())
    }

    companion object {
        fun create(gson: Gson) = GsonConverterFactory(gson)
    }
}
